using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>The figures of a run, and whether it may go on. Safe for many threads.</summary>
internal sealed class RunTally(OrderingOptions options)
{
    private readonly object _gate = new();
    private int _reserved;
    private int _placed;
    private int _alreadyOrdered;
    private int _failed;
    private int _inDoubt;
    private int _reconciled;

    /// <summary>Why no further input is taken; null while all is well.</summary>
    public DocSigningException? Limit { get; private set; }

    /// <summary>The fault that would hit every further input as well; null while all is well.</summary>
    public Exception? Fatal { get; private set; }

    public Exception? StoppedBy => Fatal ?? Limit;

    /// <summary>The run was ended before its inputs; it sends nothing more.</summary>
    public bool HasEnded { get; private set; }

    public void End()
    {
        lock (_gate)
        {
            HasEnded = true;
        }
    }

    /// <summary>Takes one of the orders that the run may place.</summary>
    /// <returns>False: the run has had them all, or it has ended; it sends nothing more.</returns>
    public bool TryReserve()
    {
        lock (_gate)
        {
            if (Fatal is not null || HasEnded)
            {
                return false;
            }

            if (options.MaxOrders is { } most && _reserved >= most)
            {
                Limit ??= OrderFaults.MaxOrdersReached(most);
                return false;
            }

            _reserved++;
            return true;
        }
    }

    /// <summary>The order was not placed after all.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            _reserved--;
        }
    }

    public void Count(OrderOutcome outcome)
    {
        lock (_gate)
        {
            if (outcome.IsDeferred)
            {
                return;
            }

            if (outcome.Order is not null)
            {
                _ = outcome.Input is null ? _reconciled++ : outcome.AlreadyOrdered ? _alreadyOrdered++ : _placed++;
            }

            if (outcome.Fault is { } fault)
            {
                CountFault(fault);
            }
        }
    }

    /// <summary>An input that failed before it came here counts as well.</summary>
    public void CountFault(Exception fault)
    {
        lock (_gate)
        {
            if (FaultTable.EndsRun(fault))
            {
                Fatal ??= fault;
            }

            _inDoubt += fault is DocSigningException { Kind: FaultKind.OrderOutcomeUnknown } ? 1 : 0;
            _failed++;
            if (options.MaxErrors is { } most && _failed > most)
            {
                Limit ??= OrderFaults.TooManyErrors(_failed, most, fault);
            }
        }
    }

    public OrderRunSummary Summarize(TimeSpan duration)
    {
        lock (_gate)
        {
            return new OrderRunSummary
            {
                Done = _placed + _alreadyOrdered,
                Placed = _placed,
                AlreadyOrdered = _alreadyOrdered,
                Failed = _failed - _inDoubt,
                InDoubt = _inDoubt,
                Reconciled = _reconciled,
                Duration = duration,
                StoppedBecause = StoppedBy?.Message,
            };
        }
    }
}

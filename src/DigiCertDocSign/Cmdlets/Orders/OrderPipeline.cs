using System.Management.Automation;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Cmdlets.Orders;

/// <summary>
/// A run behind a cmdlet: takes the inputs as the pipeline brings them, writes each outcome as soon as it is known, and takes no more
/// when a fault would hit every further input as well. The reason is written when the outcome of each order that was sent is known.
/// </summary>
/// <param name="cmdlet">Whose pipeline it is.</param>
/// <param name="start">Begins the run with its first input.</param>
/// <param name="priceOf">The price of an order, where it is known.</param>
/// <param name="maxErrors">How many inputs may fail.</param>
internal sealed class OrderPipeline(
    DocSigningCmdlet cmdlet, Func<OrderInput, Task<OrderRun>> start, Func<OrderInput, RunPrice?> priceOf, int? maxErrors)
{
    private const int Activity = 7303;
    private readonly InputProgress _progress = new(cmdlet, Activity, "Ordering document signing certificates");
    private readonly List<Exception> _earlyFaults = [];
    private readonly Queue<OrderOutcome> _known = new();
    private OrderRun? _run;
    private (Exception Fault, object? Target)? _reason;
    private bool _hasOutput;
    private int _passedOver;

    /// <summary>The run has ended, perhaps before its inputs did, and takes no more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What the new orders cost.</summary>
    public RunCost Cost { get; } = new();

    /// <summary>An input whose order was there before it came to the run.</summary>
    public void CountPassedOver() => _passedOver++;

    /// <summary>How the run went by now, also where it has not begun.</summary>
    public RunSummary Summarize(RunSummary counted)
    {
        OrderRunSummary summary = _run?.Summary ?? new OrderRunSummary { Failed = counted.Failed, InDoubtIds = counted.InDoubtIds };
        return (summary with
        {
            Done = summary.Done + _passedOver,
            AlreadyOrdered = summary.AlreadyOrdered + _passedOver,
            Cost = Cost.Sum,
            Currency = Cost.Currency,
        }).With(counted with { InDoubtIds = cmdlet.Figures.UntoldIds });
    }

    /// <summary>A fault has ended the run before its inputs did.</summary>
    public bool HasStopped => _run?.StoppedBy is not null;

    /// <summary>Writes the error of an input that could not be read or breaks a rule, and counts it.</summary>
    /// <exception cref="DocSigningException">MaxErrorsReached.</exception>
    public async Task RefuseAsync(Exception fault, object? target, InputName? name, CancellationToken cancellationToken)
    {
        if (_run is not null)
        {
            // Before it is written: the error may end the pipeline, and the summary comes first.
            _run.CountFault(fault);
            cmdlet.WriteFault(fault, target, name);
            await EndIfStoppedAsync(cancellationToken);
            return;
        }

        _earlyFaults.Add(fault);
        cmdlet.WriteFault(fault, target, name);
        if (maxErrors is { } most && _earlyFaults.Count > most)
        {
            throw OrderFaults.TooManyErrors(_earlyFaults.Count, most, fault);
        }
    }

    /// <param name="input">Checked and confirmed.</param>
    /// <param name="total">How many there will be; null when the pipeline does not tell.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task AddAsync(OrderInput input, int? total, CancellationToken cancellationToken)
    {
        if (_run is null)
        {
            _progress.Total = total;
            _run = await StartAsync(input);
            _earlyFaults.ForEach(_run.CountFault);
        }

        await _run.AddAsync(input, cancellationToken);
        Write(await _run.TakeAsync());
        await EndIfStoppedAsync(cancellationToken);
    }

    /// <summary>Waits for what is open, reconciles what is in doubt, and says how it all went.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_run is null || HasEnded)
        {
            return;
        }

        HasEnded = true;
        await foreach (OrderOutcome outcome in _run.FinishAsync(cancellationToken))
        {
            Write([outcome]);
        }

        _progress.Complete();
        if (_run.StoppedBy is not { } stopped)
        {
            return;
        }

        ErrorRecord record = ErrorRecords.Of(stopped, _reason?.Fault == stopped ? _reason?.Target : null);
        if (!_hasOutput)
        {
            cmdlet.ThrowTerminatingError(record);
        }

        // After a terminating error a variable that the output is assigned to stays empty, and the orders in it are paid for.
        cmdlet.WriteWarning(_run.Summary.ToString());
        cmdlet.WriteError(record);
    }

    /// <summary>
    /// An error ends the pipeline: waits for what is on its way, and sends nothing more. The orders that stand by then are given out.
    /// </summary>
    [NotCancellable("It waits for inputs that have their own token; an input is never left alone.")]
    public async Task EndAsync()
    {
        HasEnded = true;
        if (_run is null)
        {
            return;
        }

        await _run.EndAsync();
        foreach (OrderOutcome outcome in await _run.TakeAsync())
        {
            _known.Enqueue(outcome);
        }

        while (_known.Count > 0)
        {
            WriteKnown(_known.Dequeue());
        }
    }

    /// <summary>Waits for what was on its way when the pipeline ended before its time. The caller has cancelled it.</summary>
    /// <returns>What is not known of orders that may have been sent.</returns>
    [NotCancellable("It waits for what was cancelled already.")]
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        if (_run is null)
        {
            return [];
        }

        await _run.DisposeAsync();
        return _run.OpenDoubts;
    }

    private async Task<OrderRun> StartAsync(OrderInput first)
    {
        try
        {
            return await start(first);
        }
        catch (Exception fault) when (fault is DocSigningException or CertCentralException)
        {
            // Every further input would fail as this one, each after the same wait.
            cmdlet.ThrowTerminatingError(ErrorRecords.Of(fault, first.Tag));
            throw;
        }
    }

    private async Task EndIfStoppedAsync(CancellationToken cancellationToken)
    {
        if (_run?.StoppedBy is not null)
        {
            await FinishAsync(cancellationToken);
        }
    }

    private void Write(IEnumerable<OrderOutcome> outcomes)
    {
        foreach (OrderOutcome outcome in outcomes)
        {
            _known.Enqueue(outcome);
        }

        while (_known.Count > 0)
        {
            OrderOutcome outcome = _known.Dequeue();
            WriteKnown(outcome);
            if (outcome.Fault is { } fault)
            {
                WriteFault(fault, outcome.Input);
            }
        }

        OrderRunSummary now = _run!.Summary;
        _progress.Show(
            now.Placed + now.AlreadyOrdered + now.Failed + now.InDoubt,
            $"{now.Placed} placed, {now.AlreadyOrdered} already ordered, {now.Failed} failed",
            now.Duration);
    }

    private void WriteKnown(OrderOutcome outcome)
    {
        // The order first: a warning may end the pipeline (-WarningAction Stop), and the order must not be lost to it. An order that an
        // earlier run had lost is told of, but is not what was asked for now.
        if (outcome is { Order: { } order, Input: { } input })
        {
            WriteOrder(order, input, outcome.AlreadyOrdered);
        }

        foreach (string warning in outcome.Warnings)
        {
            cmdlet.WriteWarning(warning);
        }
    }

    private void WriteOrder(PlacedOrder order, OrderInput input, bool wasThere)
    {
        _hasOutput = true;
        if (wasThere)
        {
            cmdlet.Figures.TellDecision(cmdlet.CommandName, "AlreadyOrdered", order.OrderId);
        }
        else
        {
            cmdlet.Figures.TellOrder(cmdlet.CommandName, order.OrderId);
            Cost.Add(input.Body.OrderValidity, priceOf(input));
        }

        cmdlet.WriteObject(order);
    }

    private void WriteFault(Exception fault, OrderInput? input)
    {
        if (FaultTable.EndsRun(fault))
        {
            // Told when the run is over: a terminating error would leave the other inputs without their outcome.
            _reason ??= (fault, input?.Tag);
            return;
        }

        cmdlet.WriteError(ErrorRecords.Of(fault, input?.Tag, input is { Tag: not null } ? InputName.Of(input.Person) : null));
    }
}

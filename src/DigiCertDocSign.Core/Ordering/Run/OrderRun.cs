using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>
/// One run: places rows one after the other, or some at once, each person once, and knows of every order what became of it. What is in
/// doubt is put off and settled at the end, so that the other rows go on.
/// </summary>
public sealed class OrderRun : IAsyncDisposable
{
    private readonly IDisposable _registration;
    private readonly OrderPlacer _placer;
    private readonly RunReconciliation _settlement;
    private readonly RunDoubts _doubtful;
    private readonly RunTally _tally;
    private readonly InputWindow _window;
    private readonly TimeProvider _time;
    private readonly long _started;

    private OrderRun(
        CertCentralClient client, IOrderJournal journal, LiveOrderLookup server, long accountId, OrderingOptions options, TimeProvider time, IDisposable registration)
    {
        _registration = registration;
        _time = time;
        _started = time.GetTimestamp();
        _doubtful = new RunDoubts();
        _tally = new RunTally(options);
        _window = new InputWindow(options.ThrottleLimit);
        var intents = new IntentWriter(journal, time);
        var sender = new OrderSender(client, intents, time, options);
        var claims = new OrderClaims(client, journal, intents, server, time, options);
        _placer = new OrderPlacer(accountId, claims, sender, intents, new RefusalDiagnosis(client, time), _doubtful, _tally, options.OnWaiting);
        _settlement = new RunReconciliation(new IntentReconciler(client, intents, time, options), _placer, _doubtful, _tally, time, options);
    }

    /// <summary>Why the run takes no further rows; null while it does.</summary>
    public Exception? StoppedBy => _tally.StoppedBy;

    /// <summary>The figures up to now.</summary>
    public OrderRunSummary Summary => _tally.Summarize(_time.GetElapsedTime(_started));

    /// <summary>What is not known yet of orders that this run has sent, a sentence for each; for whoever ends the run before its time.</summary>
    public IReadOnlyList<string> OpenDoubts =>
        [.. _doubtful.Awaited().Where(one => one.IsOwn).Select(one => OrderFaults.InDoubt(one.Intent, one.Problem).Message)];

    /// <summary>
    /// Begins a run: reads the live orders of the server, and looks for what earlier runs, which are over, have left in doubt.
    /// </summary>
    /// <param name="client">The account.</param>
    /// <param name="journal">Where intents are written down before anything is sent.</param>
    /// <param name="accountId">CertCentral's account id: a part of every intent's key.</param>
    /// <param name="options">How to place.</param>
    /// <param name="time">The clock of waits and of the journal's times.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">The journal cannot be used, or OrganizationNotValidated.</exception>
    /// <exception cref="CertCentralException">The server cannot be asked, so that nobody knows what is ordered already.</exception>
    public static async Task<OrderRun> StartAsync(
        CertCentralClient client, IOrderJournal journal, long accountId, OrderingOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.ThrottleLimit < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.ThrottleLimit, "ThrottleLimit: at least one order is on its way at a time.");
        }

        // The client waits by itself after 429 and 503; in a run not for longer than the run does.
        client = client.WithPatience(options.Patience);
        IDisposable registration = journal.Runs.Enter(options.RunId);
        try
        {
            LiveOrderIndex listed = await new ServerPatience(client, time, options).AskAsync(
                patient => LiveOrderIndex.ReadAsync(patient, time, cancellationToken), "for the live orders", cancellationToken).ConfigureAwait(false);
            await SigningValidation.PassAsync(client, options.OrganizationId, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            var run = new OrderRun(client, journal, new LiveOrderLookup(client, time, listed), accountId, options, time, registration);
            await run._settlement.TakeUpAsync(journal, accountId, cancellationToken).ConfigureAwait(false);
            return run;
        }
        catch
        {
            registration.Dispose();
            throw;
        }
    }

    /// <summary>Takes a row in, and returns when the next may follow. Its outcome comes with <see cref="TakeAsync"/> or <see cref="FinishAsync"/>.</summary>
    /// <returns>False: the run has stopped (<see cref="StoppedBy"/>) and did not take the row.</returns>
    /// <exception cref="DocSigningException">OrderOutcomeUnknown: stopped while orders were on their way.</exception>
    /// <exception cref="OperationCanceledException">Stopped; nothing is in doubt.</exception>
    public async Task<bool> AddAsync(OrderInput row, CancellationToken cancellationToken)
    {
        if (StoppedBy is not null)
        {
            return false;
        }

        await _window.AddAsync(_placer.PlaceAsync(row, cancellationToken)).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            await _window.WaitAsync().ConfigureAwait(false);
            ThrowStopped(cancellationToken);
        }

        return true;
    }

    /// <summary>A row that failed before it came to the run; counts for -MaxErrors.</summary>
    public void CountFault(Exception fault) => _tally.CountFault(fault);

    /// <summary>The outcomes that are ready, in the order of the rows; a deferred one comes again from <see cref="FinishAsync"/>.</summary>
    public async Task<IReadOnlyList<OrderOutcome>> TakeAsync() =>
        [.. _settlement.TakeRecovered(), .. await _window.TakeAsync().ConfigureAwait(false)];

    /// <summary>Waits for all rows and settles what is in doubt; the outcomes of rows in doubt come last.</summary>
    /// <exception cref="DocSigningException">OrderOutcomeUnknown: stopped while orders were in doubt.</exception>
    /// <exception cref="OperationCanceledException">Stopped; nothing is in doubt.</exception>
    public async IAsyncEnumerable<OrderOutcome> FinishAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _window.WaitAsync().ConfigureAwait(false);
        ThrowIfStopped(cancellationToken);
        foreach (OrderOutcome outcome in await TakeAsync().ConfigureAwait(false))
        {
            yield return outcome;
        }

        while (_doubtful.Awaited().Count > 0 || _settlement.HasElsewhere)
        {
            IReadOnlyList<OrderOutcome> settled;
            try
            {
                settled = await _settlement.SettleSomeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                ThrowStopped(cancellationToken);
                throw;
            }

            foreach (OrderOutcome outcome in settled)
            {
                yield return outcome;
            }
        }
    }

    /// <summary>Waits for what is on its way, which whoever stops the run should have cancelled, and gives the run's intents free.</summary>
    public async ValueTask DisposeAsync()
    {
        await _window.WaitAsync().ConfigureAwait(false);
        _registration.Dispose();
    }

    private void ThrowIfStopped(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            ThrowStopped(cancellationToken);
        }
    }

    private void ThrowStopped(CancellationToken cancellationToken)
    {
        DoubtfulIntent[] open = [.. _doubtful.Awaited().Where(one => one.IsOwn)];
        if (open.Length > 0)
        {
            throw new DocSigningException([.. open.Select(one => OrderFaults.InDoubt(one.Intent, one.Problem).Faults[0])]);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}

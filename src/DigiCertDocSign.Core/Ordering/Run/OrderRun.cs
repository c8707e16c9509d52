using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.Work;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>
/// One run: orders for its inputs one after the other, or for some at once, for each person once, and knows of every order what became of
/// it. What is in doubt is put off and reconciled at the end, so that the other inputs go on.
/// </summary>
public sealed class OrderRun : IAsyncDisposable
{
    private readonly IJournalRun _entered;
    private readonly OrderPlacer _placer;
    private readonly ReconciliationInRun _reconciliation;
    private readonly RunDoubts _doubts;
    private readonly RunNamesakes _namesakes;
    private readonly NamedOrders _named;
    private readonly LostOrders _lost;
    private readonly RunTally _tally;
    private readonly InputWindow<OrderOutcome> _window;
    private readonly TimeProvider _time;
    private readonly long _started;
    private OrderOutcome? _first;

    private OrderRun(
        CertCentralClient client, IOrderJournal journal, IJournalRun entered, LiveOrderLookup server, LostOrders lost, long accountId,
        OrderingOptions options, TimeProvider time)
    {
        _entered = entered;
        _lost = lost;
        _time = time;
        _started = time.GetTimestamp();
        _doubts = new RunDoubts();
        _tally = new RunTally(options);
        _window = new InputWindow<OrderOutcome>(options.ThrottleLimit);
        _namesakes = new RunNamesakes();
        var patience = new ServerPatience(client, time, options);
        var sender = new OrderSender(client, journal, entered, server, time, options);
        var decider = new OrderDecider(journal, server, accountId, options.AllowDuplicate, entered.RunId) { Lost = lost.Ids };
        var claimer = new OrderClaimer(journal, entered, server, decider, _doubts, patience, time, options);
        var diagnosis = new RefusalDiagnosis(client, time);
        var reconciler = new IntentReconciler(client, journal, entered, time, options);
        _named = new NamedOrders(journal, entered, server, patience);
        _placer = new OrderPlacer(
            accountId, claimer, sender, diagnosis, _named, _doubts, _namesakes, _tally, patience, time, options.OnWaiting);
        _reconciliation = new ReconciliationInRun(reconciler, _placer, _doubts, _tally, time, options);
    }

    /// <summary>Why the run takes no further inputs; null while it does.</summary>
    public Exception? StoppedBy => _tally.StoppedBy;

    /// <summary>The figures up to now.</summary>
    public OrderRunSummary Summary
    {
        get
        {
            OrderRunSummary summary = _tally.Summarize(_time.GetElapsedTime(_started)) with { InDoubtIds = _doubts.References() };

            // Inputs whose orders are in doubt are counted at the end, to which such a run does not come.
            return _tally.HasEnded
                ? summary with { InDoubt = summary.InDoubt + _doubts.Awaited().Sum(one => one.Inputs.Count) }
                : summary;
        }
    }

    /// <summary>
    /// What is not known yet of orders that this run has sent, a sentence for each, and the way out: to be told when the run is ended
    /// before its time.
    /// </summary>
    public IReadOnlyList<string> OpenDoubts
    {
        get
        {
            DocSigningException[] open =
                [.. _doubts.Awaited().Where(one => one.IsOwn).Select(one => OrderFaults.InDoubt(one.Intent, one.Problem))];
            return [.. open.Select(one => one.Message), .. open.Take(1).Select(FaultTable.AdviceFor)];
        }
    }

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
        CertCentralClient client, IOrderJournal journal, long accountId, OrderingOptions options, TimeProvider time,
        CancellationToken cancellationToken)
    {
        ThrowIfNoneAtATime(options);

        // The client waits by itself after 429 and 503; in a run not for longer than the run does.
        client = client.WithPatience(options.Patience);
        IJournalRun entered = await journal.EnterRunAsync(options.RunId, cancellationToken).ConfigureAwait(false);
        var lost = new LostOrders(client, journal, entered, accountId, options, time);
        try
        {
            entered.WaitFor(new JournalPatience(options.Patience, options.OnWaiting, cancellationToken));
            await entered.EnsureAtWorkAsync(cancellationToken).ConfigureAwait(false);
            var patience = new ServerPatience(client, time, options);
            await lost.NoteAsync(patience, cancellationToken).ConfigureAwait(false);
            LiveOrderLookup listed =
                await LiveOrderLookup.ReadAsync(client, journal, accountId, patience, time, cancellationToken).ConfigureAwait(false);
            if (options.OrganizationId is { } organization)
            {
                await SigningValidation.RequireAsync(client, organization, time, cancellationToken).ConfigureAwait(false);
            }

            var run = new OrderRun(client, journal, entered, listed, lost, accountId, options, time);
            run.TellFirst([.. entered.Warning is { } warning ? [warning] : Array.Empty<string>(), .. lost.Told]);
            if (await run._reconciliation.TakeUpAsync(accountId, cancellationToken).ConfigureAwait(false))
            {
                // What the look has seen must count, also where nobody is ordered for: two orders of one person are told.
                await listed.RefreshAsync(listed.Readings, patience, cancellationToken).ConfigureAwait(false);
            }

            return run;
        }
        catch
        {
            // No outcome brings this; and what is in the journal by now the next run does not find missing.
            lost.Told.ToList().ForEach(told => options.OnWaiting?.Invoke(told));
            await entered.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Takes an input in, and returns when the next may follow. Its outcome comes with <see cref="TakeAsync"/> or
    /// <see cref="FinishAsync"/>.
    /// </summary>
    /// <returns>False: the run has stopped (<see cref="StoppedBy"/>) and did not take the input.</returns>
    /// <exception cref="DocSigningException">OrderOutcomeUnknown: stopped while orders were on their way.</exception>
    /// <exception cref="OperationCanceledException">Stopped; nothing is in doubt.</exception>
    public async Task<bool> AddAsync(OrderInput input, CancellationToken cancellationToken)
    {
        if (StoppedBy is not null)
        {
            return false;
        }

        await EndLookAsync(cancellationToken).ConfigureAwait(false);
        _namesakes.CountInput();
        await _window.AddAsync(() => _placer.PlaceAsync(input, cancellationToken)).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            await _window.WaitAsync().ConfigureAwait(false);
            ThrowStopped(cancellationToken);
        }

        return true;
    }

    /// <summary>An input that failed before it came to the run; counts for -MaxErrors.</summary>
    public void CountFault(Exception fault)
    {
        _namesakes.CountInput();
        _tally.CountFault(fault);
    }

    /// <summary>
    /// The outcomes that are ready, in the order of the inputs; a deferred one comes again from <see cref="FinishAsync"/>.
    /// </summary>
    [NotCancellable("It takes what is done; the inputs have their own token.")]
    public async Task<IReadOnlyList<OrderOutcome>> TakeAsync() =>
        [.. TakeFirst(), .. _reconciliation.TakeOutcomes(), .. await _window.TakeAsync().ConfigureAwait(false)];

    /// <summary>Waits for all inputs and reconciles what is in doubt; the outcomes of inputs in doubt come last.</summary>
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

        await EndLookAsync(cancellationToken).ConfigureAwait(false);

        // An order that did not arrive is decided about again, and may wait for its namesakes then.
        while (_namesakes.HasAny || _doubts.Awaited().Count > 0 || _reconciliation.HasElsewhere)
        {
            // What is known by now is given out first.
            ExceptionDispatchInfo? stop = await TryGoOnAsync(cancellationToken).ConfigureAwait(false);
            foreach (OrderOutcome outcome in _reconciliation.TakeOutcomes())
            {
                yield return outcome;
            }

            if (stop?.SourceException is OperationCanceledException)
            {
                ThrowStopped(cancellationToken);
            }

            stop?.Throw();
        }

        foreach (OrderOutcome last in await FindLastAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return last;
        }
    }

    /// <summary>
    /// Ends the run before its inputs: waits for what is on its way, and sends nothing more. What is in doubt stays so. The outcomes that
    /// nobody has taken yet come with <see cref="TakeAsync"/>.
    /// </summary>
    [NotCancellable("It waits for inputs that have their own token; an input is never left alone.")]
    public Task EndAsync()
    {
        _tally.End();
        return _window.WaitAsync();
    }

    /// <summary>
    /// Waits for what is on its way; then other runs may take the intents of this one. A caller that stops the run cancels its inputs
    /// first.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        _window.Dispose();
        await _entered.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What a run has found out of its journal before it took any input.</summary>
    private void TellFirst(IReadOnlyList<string> warnings) => _first = warnings.Count > 0 ? new OrderOutcome { Warnings = warnings } : null;

    /// <summary>Who comes again has told what the run found at its beginning: no other run need look for it.</summary>
    private async Task EndLookAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _first) is null && await _lost.TryEndAsync(cancellationToken).ConfigureAwait(false) is { } problem)
        {
            TellFirst([problem]);
        }
    }

    /// <returns>What has stopped the run; null while it goes on.</returns>
    private async Task<ExceptionDispatchInfo?> TryGoOnAsync(CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await (_namesakes.TakeNext() is { } namesake
                ? _reconciliation.PlaceNamesakeAsync(namesake, cancellationToken)
                : _reconciliation.ReconcileSomeAsync(cancellationToken)).ConfigureAwait(false);
            return null;
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or DocSigningException or CertCentralException)
        {
            return ExceptionDispatchInfo.Capture(stopped);
        }
    }

    /// <summary>What is to be told when every input has its outcome.</summary>
    private async Task<IReadOnlyList<OrderOutcome>> FindLastAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> warnings = await _named.FindFalseAsync(cancellationToken).ConfigureAwait(false);
        return [.. TakeFirst(), .. warnings.Count > 0 ? [new OrderOutcome { Warnings = warnings }] : Array.Empty<OrderOutcome>()];
    }

    private static void ThrowIfNoneAtATime(OrderingOptions options)
    {
        if (options.ThrottleLimit < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.ThrottleLimit, "ThrottleLimit: at least one order is on its way at a time.");
        }
    }

    private IEnumerable<OrderOutcome> TakeFirst() => Interlocked.Exchange(ref _first, null) is { } first ? [first] : [];

    private void ThrowIfStopped(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            ThrowStopped(cancellationToken);
        }
    }

    private void ThrowStopped(CancellationToken cancellationToken)
    {
        DoubtfulIntent[] open = [.. _doubts.Awaited().Where(one => one.IsOwn)];
        if (open.Length > 0)
        {
            throw CollectedFaults.Of([.. open.Select(one => OrderFaults.InDoubt(one.Intent, one.Problem).Faults[0])]);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}

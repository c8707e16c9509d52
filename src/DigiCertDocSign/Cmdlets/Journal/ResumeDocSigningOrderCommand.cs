using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets.Journal;

[Cmdlet(
    VerbsLifecycle.Resume, "DocSigningOrder",
    DefaultParameterSetName = ServerSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(OrderIntent))]
public sealed class ResumeDocSigningOrderCommand : ConnectedCmdlet
{
    private const string ServerSet = "Server";
    private const string OrderSet = "OrderId";
    private const string NotPlacedSet = "NotPlaced";
    private const string ByHand = "Reconcile by hand";
    private const int MostTold = 20;
    private readonly List<string> _references = [];

    [Parameter(
        ParameterSetName = ServerSet,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(
        ParameterSetName = OrderSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(
        ParameterSetName = NotPlacedSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("Reference")]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public string[] Reference { get; set; } = [];

    [Parameter(ParameterSetName = OrderSet, Mandatory = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long OrderId { get; set; }

    [Parameter(ParameterSetName = NotPlacedSet, Mandatory = true)]
    public SwitchParameter NotPlaced { get; set; }

    [Parameter]
    [ValidateRange(0, WaitSeconds.Most)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int SettleSec { get; set; } = WaitSeconds.Settle;

    [Parameter]
    [ValidateRange(0, WaitSeconds.Most)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int PatienceSec { get; set; } = WaitSeconds.Patience;

    protected override void ProcessRecord() => _references.AddRange(Reference);

    protected override void EndProcessing()
    {
        // An empty pipeline means nobody, not everybody.
        if (!MyInvocation.ExpectingInput || _references.Count > 0)
        {
            Run();
        }

        base.EndProcessing();
    }

    private void Run()
    {
        string[] references = [.. _references.Distinct(StringComparer.OrdinalIgnoreCase)];
        if (ParameterSetName == OrderSet)
        {
            RunFor(references[0], () => AdoptAsync(references));
        }
        else if (NotPlaced)
        {
            foreach (string reference in references)
            {
                RunFor(reference, () => AbandonAsync(reference));
            }
        }
        else
        {
            RunWhole(ReconcileAsync);
        }
    }

    private async Task ReconcileAsync()
    {
        if (!Target.JournalPlace.Exists)
        {
            Say($"Nothing is in doubt: there is no journal at {Target.JournalPath}.");
            return;
        }

        OrderingOptions options = Options();
        long accountId = await Target.GetAccountIdAsync(Client.WithPatience(options.Patience), StopToken);
        var reconciliation = new ReconciliationOnDemand(Client, Target.OpenJournal(), accountId, options, Target.Time);
        var acts = new ActsOnDemand(
            Client.WithPatience(options.Patience), Target.OpenJournal(), accountId, new ActOptions { SettleTime = options.SettleTime });
        IReadOnlyList<OrderIntent> doubtful = await reconciliation.FindAsync(_references, StopToken);
        IReadOnlyList<OrderIntent> doubtfulActs = await acts.FindAsync(_references, StopToken);
        bool isLeft = await TellLeftAsync(reconciliation);
        string[] confirmed = [.. doubtful.Where(Confirms).Select(intent => intent.Reference)];
        OrderIntent[] confirmedActs = [.. doubtfulActs.Where(Confirms)];
        if (confirmed.Length + confirmedActs.Length == 0)
        {
            Say(doubtful.Count + doubtfulActs.Count > 0 ? "Nothing was asked."
                : isLeft ? "Nothing else is in doubt."
                : "Nothing is in doubt.");
            return;
        }

        await WriteAsync(acts.ReconcileAsync(confirmedActs, StopToken), ActsOnDemand.StillInDoubt);
        if (confirmed.Length > 0)
        {
            await WriteAsync(
                reconciliation.ReconcileAsync(confirmed, StopToken),
                intent => OrderFaults.InDoubt(intent, intent.Problem ?? "The answer never came."));
        }
    }

    /// <summary>Of a team, somebody else may be at work on what this operator sees in the journal.</summary>
    /// <returns>Whether there is any.</returns>
    private async Task<bool> TellLeftAsync(ReconciliationOnDemand reconciliation)
    {
        IReadOnlyList<OrderIntent> left = await reconciliation.FindLeftAsync(_references, StopToken);
        foreach (OrderIntent intent in left.Take(MostTold))
        {
            Say(OrderFaults.LeftToRun(intent));
        }

        if (left.Count > MostTold)
        {
            Say($"{left.Count - MostTold} more are left to runs at work. Get-DocSigningJournal -State Sent, InDoubt has them.");
        }

        return left.Count > 0;
    }

    private async Task WriteAsync(IAsyncEnumerable<OrderIntent> reconciled, Func<OrderIntent, DocSigningException> stillInDoubt)
    {
        await foreach (OrderIntent intent in reconciled)
        {
            WriteObject(intent);
            if (intent.State == IntentState.InDoubt)
            {
                WriteFault(stillInDoubt(intent), intent);
            }
            else
            {
                Figures.CountDone();
            }
        }
    }

    private async Task AdoptAsync(string[] references)
    {
        if (references.Length > 1)
        {
            throw ReconcileFaults.SeveralReferences(OrderId, references.Length);
        }

        ReconciliationByHand byHand = await OpenByHandAsync();
        OrderIntent intent = await byHand.FindAsync(references[0], StopToken);
        NamedOrder named = await byHand.AskAsync(intent, OrderId, StopToken);
        string words = IsAct(intent)
            ? $"Note as carried out: {intent.Kind} of {Describe(intent)}"
            : $"Note order {OrderId} ({named.Order.Status}) as that of {Describe(intent)}";
        bool isConfirmed = named.Doubts.Count == 0
            ? ShouldProcess($"{words}.", $"{words}?", ByHand)
            : ConfirmsGravely(words, string.Join(" ", named.Doubts), ByHand);
        if (isConfirmed)
        {
            WriteObject(await ActsOf(byHand).AdoptAsync(intent, named, StopToken));
        }
    }

    private async Task AbandonAsync(string reference)
    {
        ReconciliationByHand byHand = await OpenByHandAsync();
        OrderIntent intent = await byHand.FindAsync(reference, StopToken);
        await ActsOf(byHand).RequireUndoneAsync(intent, StopToken);
        string words = IsAct(intent)
            ? $"Note as not carried out: {intent.Kind} of {Describe(intent)}"
            : $"Note that no order was placed for {Describe(intent)}";
        string warning = IsAct(intent)
            ? "It can be asked for again then. If it was carried out after all, it may be done twice."
            : "The person can be ordered for again then. If the order was placed after all, a second certificate may be bought.";
        if (ConfirmsGravely(words, warning, ByHand))
        {
            WriteObject(await ActsOf(byHand).AbandonAsync(intent, StopToken));
        }
    }

    private ActsByHand ActsOf(ReconciliationByHand byHand) =>
        new(Client.WithPatience(Options().Patience), Target.OpenJournal(), byHand);

    private async Task<ReconciliationByHand> OpenByHandAsync()
    {
        OrderingOptions options = Options();
        CertCentral.CertCentralClient client = Client.WithPatience(options.Patience);
        return new ReconciliationByHand(client, Target.OpenJournal(), await Target.GetAccountIdAsync(client, StopToken), options);
    }

    private static bool IsAct(OrderIntent intent) =>
        intent.Kind is IntentKind.Reissue or IntentKind.Revocation or IntentKind.Cancellation;

    private static string Whose(OrderIntent intent) => FullName.WithEmail(intent.GivenName, intent.Surname, intent.Email);

    private static string Describe(OrderIntent intent)
    {
        string target = IsAct(intent) ? $"order {intent.TargetOrderId} of " : "";
        return $"{target}{Whose(intent)}, {intent.Reference}, sent at {intent.UpdatedAt:u}";
    }

    private bool Confirms(OrderIntent intent)
    {
        string what = IsAct(intent) ? $"{intent.Kind} of order {intent.TargetOrderId}," : "order";
        return ShouldProcess(
            $"{Whose(intent)}, {what} {intent.Reference} sent at {intent.UpdatedAt:u}",
            "Ask CertCentral what became of it and note it in the journal");
    }

    private OrderingOptions Options() => new()
    {
        SettleTime = TimeSpan.FromSeconds(SettleSec),
        Patience = TimeSpan.FromSeconds(PatienceSec),
        OnWaiting = text => Show(() => WriteVerbose(text)),
    };
}

/// <summary>How reconciling by hand can be asked for wrongly, in words.</summary>
internal static class ReconcileFaults
{
    public static DocSigningException SeveralReferences(long orderId, int count) => new(
        FaultKind.OrderNotAdoptable,
        "Reference",
        $"Reference: order {orderId} can be that of one entry of the journal, and {count} were given. Name one. Nothing was changed.");
}

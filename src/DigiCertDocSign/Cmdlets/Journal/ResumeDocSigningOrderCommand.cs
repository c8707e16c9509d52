using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Cmdlets.Journal;

[Cmdlet(
    VerbsLifecycle.Resume, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(OrderIntent))]
public sealed class ResumeDocSigningOrderCommand : ConnectedCmdlet
{
    private readonly List<string> _references = [];

    [Parameter(
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("Reference")]
    public string[] Reference { get; set; } = [];

    [Parameter]
    [ValidateRange(0, WaitSeconds.Most)]
    public int SettleSec { get; set; } = WaitSeconds.Settle;

    [Parameter]
    [ValidateRange(0, WaitSeconds.Most)]
    public int PatienceSec { get; set; } = WaitSeconds.Patience;

    protected override void ProcessRecord() => _references.AddRange(Reference);

    protected override void EndProcessing()
    {
        // An empty pipeline means nobody, not everybody.
        if (MyInvocation.ExpectingInput && _references.Count == 0)
        {
            return;
        }

        RunFor(null, ReconcileAsync);
    }

    private async Task ReconcileAsync()
    {
        if (!Target.JournalPlace.Exists)
        {
            WriteVerbose($"There is no journal at {Target.JournalPath}, so nothing is in doubt.");
            return;
        }

        OrderingOptions options = Options();
        long accountId = await Target.GetAccountIdAsync(Client.WithPatience(options.Patience), StopToken);
        var reconciliation = new OrderReconciliation(Client, Target.OpenJournal(), accountId, options, Target.Time);
        IReadOnlyList<OrderIntent> doubtful = await reconciliation.FindAsync(_references, StopToken);
        string[] confirmed = [.. doubtful.Where(Confirms).Select(intent => intent.Reference)];
        if (confirmed.Length == 0)
        {
            WriteVerbose(doubtful.Count == 0 ? "Nothing is in doubt." : "Nothing was asked.");
            return;
        }

        await foreach (OrderIntent intent in reconciliation.ReconcileAsync(confirmed, StopToken))
        {
            WriteObject(intent);
            if (intent.State == IntentState.InDoubt)
            {
                WriteFault(ReconcileFaults.StillInDoubt(intent), intent);
            }
        }
    }

    private bool Confirms(OrderIntent intent) => ShouldProcess(
        $"{intent.Name} <{intent.Email}>, order {intent.Reference} sent at {intent.UpdatedAt:u}",
        "Ask CertCentral what became of it and note it in the journal");

    private OrderingOptions Options() => new()
    {
        SettleTime = TimeSpan.FromSeconds(SettleSec),
        Patience = TimeSpan.FromSeconds(PatienceSec),
        OnWaiting = text => Show(() => WriteVerbose(text)),
    };
}

/// <summary>How reconciling can end without an answer, in words.</summary>
internal static class ReconcileFaults
{
    public static DocSigningException StillInDoubt(OrderIntent intent) => new(
        FaultKind.OrderOutcomeUnknown,
        "Order",
        $"It is still not known whether the order for {intent.Email} was placed. {intent.Problem}");
}

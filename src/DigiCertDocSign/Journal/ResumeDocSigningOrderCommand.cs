using System.Management.Automation;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

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
    [ValidateRange(0, 86400)]
    public int SettleSec { get; set; } = 120;

    [Parameter]
    [ValidateRange(0, 86400)]
    public int PatienceSec { get; set; } = 900;

    protected override void ProcessRecord() => _references.AddRange(Reference);

    protected override void EndProcessing()
    {
        // An empty pipeline means nobody, not everybody.
        if (MyInvocation.ExpectingInput && _references.Count == 0)
        {
            return;
        }

        string what = _references.Count == 0 ? "every order in doubt" : string.Join(", ", _references);
        if (ShouldProcess(what, "Ask CertCentral what became of it and note it in the journal"))
        {
            RunFor(null, SettleAsync);
        }
    }

    private async Task SettleAsync()
    {
        if (!Target.JournalPlace.Exists)
        {
            WriteVerbose($"There is no journal at {Target.JournalPath}, so nothing is in doubt.");
            return;
        }

        PlacingOptions options = Options();
        long accountId = await Target.GetAccountIdAsync(Client.WithPatience(options.Patience), StopToken);
        var resolver = new DoubtResolver(Client, Target.OpenJournal(), accountId, options, Target.Time);
        await foreach (OrderIntent intent in resolver.ResolveAsync(_references, StopToken))
        {
            WriteObject(intent);
            if (intent.State == IntentState.InDoubt)
            {
                WriteFault(new DocSigningException(FaultKind.OrderOutcomeUnknown, "Order", $"It is still not known whether the order for {intent.Email} was placed. {intent.Problem}"), intent);
            }
        }
    }

    private PlacingOptions Options() => new()
    {
        SettleTime = TimeSpan.FromSeconds(SettleSec),
        Patience = TimeSpan.FromSeconds(PatienceSec),
        OnWaiting = text => Show(() => WriteVerbose(text)),
    };
}

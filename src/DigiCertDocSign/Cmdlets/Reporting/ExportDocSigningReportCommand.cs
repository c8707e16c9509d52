using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Reporting;

namespace DigiCertDocSign.Cmdlets.Reporting;

[Cmdlet(
    VerbsData.Export, "DocSigningReport",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(WrittenReport))]
public sealed class ExportDocSigningReportCommand : ConnectedCmdlet
{
    private const int Activity = 7306;
    private static readonly TimeSpan FirstSpan = TimeSpan.FromDays(30);

    private readonly Dictionary<long, SigningOrder> _details = [];
    private readonly List<CertificateCheck> _findings = [];
    private readonly List<KeyStoreCheck> _keyStores = [];
    private ReportFile? _file;
    private string _path = "";

    [Parameter(
        Mandatory = true,
        Position = 0)]
    public string Path { get; set; } = "";

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DateTimeOffset? Since { get; set; }

    [Parameter]
    public SwitchParameter Detailed { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SigningOrder? Order { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public CertificateCheck? CertificateCheck { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public KeyStoreCheck? KeyStoreCheck { get; set; }

    private protected override bool TellsHowItWent => false;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _file = ReadParameters(() =>
        {
            _path = FilePath.Resolve(this, Path);
            var file = new ReportFile(_path);
            if (!Force)
            {
                file.RequireFree();
            }

            return file;
        });
    }

    protected override void ProcessRecord()
    {
        if (Order is { } order)
        {
            _details[order.OrderId] = ReportGathering.Lean(order);
        }

        if (CertificateCheck is { } check)
        {
            _findings.Add(check);
        }

        if (KeyStoreCheck is { } store)
        {
            _keyStores.Add(store);
        }
    }

    protected override void EndProcessing()
    {
        RunWhole(WriteAsync, _path);
        base.EndProcessing();
    }

    private async Task WriteAsync()
    {
        if (!ShouldProcess(_path, $"Write a report of {Target.Place} as {_file!.Format}"))
        {
            return;
        }

        long accountId = await Target.GetAccountIdAsync(Client, StopToken);
        DateTimeOffset now = Target.Time.GetUtcNow();
        var progress = new InputProgress(this, Activity, "Asking for orders one by one");
        long begun = TimeProvider.System.GetTimestamp();
        var gathering = new ReportGathering(Client, OpenJournal(), accountId, Target.Time)
        {
            Place = Target.IsSandbox ? "The sandbox" : Target.BaseUri.Host,
            IsSandbox = Target.IsSandbox,
            Since = Since ?? _file.MadeBefore(accountId, now) ?? now - FirstSpan,
            IsDetailed = Detailed,
            Details = _details,
            Findings = _findings,
            KeyStores = _keyStores,
            OnRequestsHidden = () => Show(() => WriteWarning(
                "This key may not see the requests of the account: who ordered and who decided is not in the report, and orders that wait "
                + "for approval may be missing.")),
            OnDetail = (done, all) => Show(() => ShowProgress(progress, done, all, begun)),
            OnDetailFailed = (order, problem) =>
                Show(() => WriteFault(problem, order.OrderId, new InputName(null, order.Person, order.Email))),
        };
        SigningReport report = await gathering.GatherAsync(StopToken);
        progress.Complete();
        long length = _file.Write(report, overwrite: Force);
        WriteObject(new WrittenReport(_path, _file.Format, length, report));
    }

    private static void ShowProgress(InputProgress progress, int done, int all, long begun)
    {
        progress.Total = all;
        progress.Show(done, "asked for", TimeProvider.System.GetElapsedTime(begun));
    }

    // Whoever reports may do so just because the journal cannot be read.
    private IOrderJournal? OpenJournal()
    {
        try
        {
            return Target.OpenJournalIfAny();
        }
        catch (DocSigningException problem)
        {
            WriteWarning($"What the journal knows is not in the report. {problem.Message}");
            return null;
        }
    }
}

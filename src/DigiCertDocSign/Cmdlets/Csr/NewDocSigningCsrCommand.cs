using System.Collections;
using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets.Csr;

[Cmdlet(
    VerbsCommon.New, "DocSigningCsr",
    DefaultParameterSetName = DirectorySet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningCsr))]
public sealed class NewDocSigningCsrCommand : KeyStoreCmdlet, IPersonParameters
{
    private readonly PersonInput _input;
    private readonly ChangeTaker _changes;
    private IReadOnlyCollection<string>? _ordered;
    private CsrRun? _run;

    public NewDocSigningCsrCommand()
    {
        _input = new PersonInput(this, this, () => TimeProvider.System);
        _changes = new ChangeTaker(this, DirectoryChangeKind.Order, DirectoryChangeKind.Renew, DirectoryChangeKind.Replace);
    }

    // A class has one base, and this one gives the key store. So the parameters of a person stand here and in PersonCmdlet, and
    // CmdletConventionTests holds the two equal.
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? GivenName { get; set; }

    [Parameter]
    [Alias("Sn", "LastName")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Surname { get; set; }

    [Parameter]
    [Alias("Title")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? JobTitle { get; set; }

    [Parameter]
    [Alias("Telephone")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Phone { get; set; }

    [Parameter]
    [Alias("Mail", "EmailAddress")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Email { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(FieldCompleter))]
    public Hashtable? PropertyMap { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    // The sets whose keys are in no files.
    [Parameter(ParameterSetName = TokenLabelSet)]
    [Parameter(ParameterSetName = TokenSerialSet)]
    [Parameter(ParameterSetName = ProviderSet)]
    [Parameter(ParameterSetName = KeySet)]
    public string? CsrDirectory { get; set; }

    [Parameter]
    public SignatureHash SignatureHash { get; set; } = SignatureHash.Sha256;

    [Parameter]
    [ValidateRange(1, 256)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int ThrottleLimit { get; set; }

    private protected override InputName? NameOf(object? target) => _input.Name;

    protected override void BeginProcessing() =>
        _run = ReadParameters(() => new CsrRun(this, OpenStore(replace: Force), PlaceKeyFiles()?.ForCsr() ?? PlaceCsrFiles()));

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        _input.Forget();

        // A key needs no connection. Where there is one, what is known over it of the comparison counts.
        DocSigningConnection? target = ChangeInput.Of(InputObject) is { } piped
            ? ConnectionStore.All.FirstOrDefault(piped.IsOf) ?? ConnectionStore.Current
            : null;
        (bool isTaken, ChangeInput? change) =
            await _changes.TakeAsync(InputObject, target, () => target!.OpenClient(new PipelineObserver(this)), StopToken);
        if (!isTaken)
        {
            return;
        }

        PersonResolution read = _input.ReadOrThrow(change);
        Person person = read.Person!;
        _run!.RequireFirst(person);
        if (ShouldProcess(InputName.Of(person).ToString(), _run.Describe(person)))
        {
            IReadOnlyCollection<string>? ordered = change is null
                ? null
                : _ordered ??= await OrderedKeys.ReadAsync(target?.OpenJournalIfAny(), target?.AccountId, StopToken);
            await _run.AddAsync(InputObject, person, read.DirectoryId, ordered, StopToken);
        }
    });

    protected override void EndProcessing()
    {
        RunWhole(async () => await _run!.WriteAllAsync(StopToken));
        base.EndProcessing();
    }

    private protected override bool CountsInputs => false;

    private protected override RunSummary Summarize(RunSummary counted) => counted with { Done = _run?.MadeCount ?? 0 };

    private FilePlacement? PlaceCsrFiles() => CsrDirectory is null ? null : FilePlacement.InDirectory(FilePath.Resolve(this, CsrDirectory));

    protected override void Dispose(bool disposing)
    {
        if (disposing && _run is not null)
        {
            StopProcessing();
            _run.Dispose();
            _run = null;
        }

        base.Dispose(disposing);
    }
}

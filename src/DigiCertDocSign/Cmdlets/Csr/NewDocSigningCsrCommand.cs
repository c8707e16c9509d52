using System.Collections;
using System.Management.Automation;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Keys;
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
    private CsrRun? _run;

    public NewDocSigningCsrCommand() => _input = new PersonInput(this, this);

    // A class has one base, and this one gives the key store. So the parameters of a person stand here and in PersonCmdlet, and a test
    // compares the two.
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public string? GivenName { get; set; }

    [Parameter]
    [Alias("Sn", "LastName")]
    public string? Surname { get; set; }

    [Parameter]
    [Alias("Title")]
    public string? JobTitle { get; set; }

    [Parameter]
    [Alias("Telephone")]
    public string? Phone { get; set; }

    [Parameter]
    [Alias("Mail", "EmailAddress")]
    public string? Email { get; set; }

    [Parameter]
    public Hashtable? PropertyMap { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter(ParameterSetName = TokenLabelSet)]
    [Parameter(ParameterSetName = TokenSerialSet)]
    [Parameter(ParameterSetName = ProviderSet)]
    [Parameter(ParameterSetName = KeySet)]
    public string? CsrDirectory { get; set; }

    [Parameter]
    public SignatureHash SignatureHash { get; set; } = SignatureHash.Sha256;

    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    private protected override InputName? InputName => _input.Name;

    protected override void BeginProcessing() =>
        _run = ReadParameters(() => new CsrRun(this, OpenStore(replace: Force), PlaceKeyFiles()?.ForCsr() ?? PlaceCsrFiles()));

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        Person person = _input.Resolve().Person!;
        if (ShouldProcess(InputName.Of(person).ToString(), _run!.Describe(person)))
        {
            await _run.AddAsync(InputObject, person, StopToken);
        }
    });

    protected override void EndProcessing() => RunFor(null, async () => await _run!.WriteAllAsync(StopToken));

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

/// <summary>One run of New-DocSigningCsr: its store, and the keys that are being made at the same time.</summary>
internal sealed class CsrRun : IDisposable
{
    private const int Activity = 7304;
    private readonly NewDocSigningCsrCommand _cmdlet;
    private readonly IKeyStore _store;
    private readonly SigningCsrBuilder _builder;
    private readonly InputProgress _progress;
    private long? _begun;
    private int _made;
    private int _failed;
    private RowsInFlight<SigningCsr>? _rows;

    /// <param name="cmdlet">With its parameters bound.</param>
    /// <param name="store">Owned from now on.</param>
    /// <param name="csrFiles">Where the CSRs go; null when they go into no files.</param>
    public CsrRun(NewDocSigningCsrCommand cmdlet, IKeyStore store, FilePlacement? csrFiles)
    {
        (_cmdlet, _store, _progress) = (cmdlet, store, new InputProgress(cmdlet, Activity, "Making keys and CSRs"));
        _builder = new SigningCsrBuilder(store, csrFiles, replace: cmdlet.Force);
    }

    /// <summary>What is about to happen to this person, for -WhatIf and -Confirm.</summary>
    public string Describe(Person person) => _store.GivenAlgorithm is { } given
        ? $"Make a CSR with the {given} key given"
        : $"Make a {_cmdlet.KeyAlgorithm} key at {_store.GetReference(person.Email)} and its CSR";

    public async Task AddAsync(object? target, Person person, CancellationToken cancellationToken)
    {
        // The store is asked first when there is something to make: a token is not touched by -WhatIf.
        _begun ??= TimeProvider.System.GetTimestamp();
        _rows ??= new RowsInFlight<SigningCsr>(_cmdlet, await LimitAsync(cancellationToken), Write, CountFailed);
        await _rows.AddAsync(
            target,
            InputName.Of(person),
            stop => _builder.CreateAsync(person, _cmdlet.KeyAlgorithm, _cmdlet.SignatureHash, stop),
            cancellationToken);
    }

    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        if (_rows is not null)
        {
            await _rows.WriteAllAsync(cancellationToken);
            _progress.Complete();
        }

        // The commands behind this one may go on for days, and no other run makes keys on a token as long as this one has it open.
        _store.Dispose();
    }

    public void Dispose()
    {
        if (_rows is { } rows)
        {
            // The pipeline may have ended early: nothing goes on in the background.
            PipelinePump.Run(_ => rows.LeaveAsync(CancellationToken.None), () => { });
            rows.Dispose();
        }

        _store.Dispose();
    }

    private async Task<int> LimitAsync(CancellationToken cancellationToken)
    {
        int most = await Uninterruptible.RunAsync(() => _store.MaxConcurrency, cancellationToken);
        return _cmdlet.ThrottleLimit == 0 ? most : Math.Min(_cmdlet.ThrottleLimit, most);
    }

    private void Write(SigningCsr csr)
    {
        _made++;
        foreach (string note in csr.Notes)
        {
            _cmdlet.WriteWarning(note);
        }

        _cmdlet.WriteObject(csr);
        ShowProgress();
    }

    private void CountFailed()
    {
        _failed++;
        ShowProgress();
    }

    private void ShowProgress() => _progress.Show(
        _made + _failed, $"{_made} with their CSR, {_failed} failed", TimeProvider.System.GetElapsedTime(_begun!.Value));
}

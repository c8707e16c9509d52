using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets.Csr;

/// <summary>One run of New-DocSigningCsr: its store, and the keys that are being made at the same time.</summary>
internal sealed class CsrRun : IDisposable
{
    private const int Activity = 7304;
    private readonly NewDocSigningCsrCommand _cmdlet;
    private readonly IKeyStore _store;
    private readonly SigningCsrBuilder _builder;
    private readonly RowProgress _progress;
    private long? _begun;
    private int _made;
    private int _failed;
    private RowsInFlight<SigningCsr>? _rows;

    /// <param name="cmdlet">With its parameters bound.</param>
    /// <param name="store">Owned from now on.</param>
    public CsrRun(NewDocSigningCsrCommand cmdlet, IKeyStore store)
    {
        (_cmdlet, _store, _progress) = (cmdlet, store, new RowProgress(cmdlet, Activity, "Making keys and CSRs"));
        FilePlacement? csrFiles = KeyStoreSelection.Files(cmdlet, cmdlet)?.ForCsr()
            ?? (cmdlet.CsrDirectory is null ? null : FilePlacement.InDirectory(FilePath.Resolve(cmdlet, cmdlet.CsrDirectory)));
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
        await _rows.AddAsync(target, RowName.Of(person), stop => _builder.CreateAsync(person, _cmdlet.KeyAlgorithm, _cmdlet.SignatureHash, stop), cancellationToken);
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
            // Whatever ended the pipeline: nothing of it goes on behind its back.
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

    private void ShowProgress() => _progress.Show(_made + _failed, $"{_made} with their CSR, {_failed} failed", TimeProvider.System.GetElapsedTime(_begun!.Value));
}

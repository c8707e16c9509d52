using CertCentral.Errors;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets.Csr;

/// <summary>One run of New-DocSigningCsr: its store, and the keys that are being made at the same time.</summary>
internal sealed class CsrRun : IDisposable
{
    private const int Activity = 7304;

    // A slow key must not leave the other workers idle, and a long list must not be read into memory.
    private const int Ahead = 3;

    private readonly NewDocSigningCsrCommand _cmdlet;
    private readonly IKeyStore _store;
    private readonly SigningCsrBuilder _builder;
    private readonly RowProgress _progress;
    private long? _begun;
    private int _made;
    private int _failed;
    private InputWindow<Made>? _window;

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
    public string Describe(Person person) => _store is ProvidedKeyStore given
        ? $"Make a CSR with the {given.Algorithm} key given"
        : $"Make a {_cmdlet.KeyAlgorithm} key at {_store.GetReference(person.Email)} and its CSR";

    public async Task AddAsync(object? target, Person person, CancellationToken cancellationToken)
    {
        // The store is asked first when there is something to make: a token is not touched by -WhatIf.
        _begun ??= TimeProvider.System.GetTimestamp();
        if (_window is null)
        {
            int limit = await LimitAsync(cancellationToken);
            _window = new InputWindow<Made>(limit, limit * Ahead);
        }

        WriteAll(await _window.TakeAsync());

        // On a thread of its own: this one goes on to the next input, and may be gone when the work ends.
        await _window.AddAsync(() => Task.Run(() => MakeAsync(target, person, cancellationToken), cancellationToken));
    }

    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        if (_window is not null)
        {
            await foreach (Made made in _window.TakeAllAsync(cancellationToken))
            {
                Write(made);
            }

            _progress.Complete();
        }

        // The commands behind this one may go on for days, and no other run makes keys on a token as long as this one has it open.
        _store.Dispose();
    }

    public void Dispose()
    {
        if (_window is { } window)
        {
            // Whatever ended the pipeline: nothing of it goes on behind its back.
            PipelinePump.Run(_ => window.WaitAsync(), () => { });
            window.Dispose();
        }

        _store.Dispose();
    }

    private async Task<int> LimitAsync(CancellationToken cancellationToken)
    {
        int most = await Uninterruptible.RunAsync(() => _store.MaxConcurrency, cancellationToken);
        return _cmdlet.ThrottleLimit == 0 ? most : Math.Min(_cmdlet.ThrottleLimit, most);
    }

    private async Task<Made> MakeAsync(object? target, Person person, CancellationToken cancellationToken)
    {
        try
        {
            SigningCsr csr =
                await _builder.CreateAsync(person, _cmdlet.KeyAlgorithm, _cmdlet.SignatureHash, cancellationToken).ConfigureAwait(false);
            return new Made(target, person, csr, null);
        }
        catch (Exception fault) when (fault is DocSigningException or CertCentralException)
        {
            return new Made(target, person, null, fault);
        }
    }

    private void WriteAll(IEnumerable<Made> done)
    {
        foreach (Made made in done)
        {
            Write(made);
        }
    }

    private void Write(Made made)
    {
        if (made.Csr is { } csr)
        {
            _made++;
            foreach (string note in csr.Notes)
            {
                _cmdlet.WriteWarning(note);
            }

            _cmdlet.WriteObject(csr);
        }
        else
        {
            _cmdlet.WriteFault(made.Fault!, made.Target, made.Target is null ? null : RowName.Of(made.Person));
            _failed++;
        }

        ShowProgress();
    }

    private void ShowProgress() => _progress.Show(_made + _failed, $"{_made} with their CSR, {_failed} failed", TimeProvider.System.GetElapsedTime(_begun!.Value));

    /// <summary>What came of one input.</summary>
    private sealed record Made(object? Target, Person Person, SigningCsr? Csr, Exception? Fault);
}

using CertCentral.Errors;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Work;

namespace DigiCertDocSign.Cmdlets.Csr;

/// <summary>One run of New-DocSigningCsr: its store, and the keys that are being made at the same time.</summary>
internal sealed class CsrRun : IDisposable
{
    private const int Activity = 7304;

    // A slow key must not leave the other workers idle, and a long list must not be read into memory. After a fault that ends the run, such
    // as a token that was pulled out, the inputs that are in the window by then are the last ones that are tried.
    private const int Ahead = 3;

    private readonly NewDocSigningCsrCommand _cmdlet;
    private readonly IKeyStore _store;
    private readonly SigningCsrBuilder _builder;
    private readonly InputProgress _progress;
    private readonly Mailboxes _mailboxes = new();
    private long? _begun;
    private int _made;
    private int _failed;
    private InputWindow<Made>? _window;

    /// <param name="cmdlet">With its parameters bound.</param>
    /// <param name="store">Owned from now on.</param>
    /// <param name="csrFiles">Where the CSRs go; null when they go into no files.</param>
    public CsrRun(NewDocSigningCsrCommand cmdlet, IKeyStore store, FilePlacement? csrFiles)
    {
        (_cmdlet, _store, _progress) = (cmdlet, store, new InputProgress(cmdlet, Activity, "Making keys and CSRs"));
        _builder = new SigningCsrBuilder(store, csrFiles, replace: cmdlet.Force);
    }

    /// <summary>How many have their CSR by now.</summary>
    public int MadeCount => _made;

    /// <summary>What is about to happen to this person, for -WhatIf and -Confirm.</summary>
    public string Describe(Person person) => _store.GivenAlgorithm is { } given
        ? $"Make a CSR with the {given} key given"
        : $"Make a {_cmdlet.KeyAlgorithm} key at {_store.GetReference(person.Email)} and its CSR";

    /// <summary>Keeps the mailbox and the key file of the first in the list for that person.</summary>
    /// <exception cref="DocSigningException">
    /// EmailOfAnotherPerson or KeyFileExists: an earlier input for another person has it. PersonTwice: an earlier one is for this person.
    /// </exception>
    public void RequireFirst(Person person)
    {
        // A key that was given has one place for everybody.
        string? place = _store.GivenAlgorithm is null ? _store.GetReference(person.Email) : null;
        DocSigningException? refusal = _mailboxes.Ask(person, place, out string? warning);
        if (warning is not null)
        {
            _cmdlet.WriteWarning(warning);
        }

        if (refusal is not null)
        {
            throw refusal;
        }
    }

    /// <param name="target">The input.</param>
    /// <param name="person">Whom it names.</param>
    /// <param name="directoryId">The directory's own id of the person.</param>
    /// <param name="ordered">For a change of a comparison, which wants a key that no order has: the keys that orders have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AddAsync(
        object? target, Person person, string? directoryId, IReadOnlyCollection<string>? ordered, CancellationToken cancellationToken)
    {
        // The store is asked first when there is something to make: a token is not touched by -WhatIf.
        _begun ??= TimeProvider.System.GetTimestamp();
        if (_window is null)
        {
            int limit = await LimitAsync(cancellationToken);
            _window = new InputWindow<Made>(limit, limit * Ahead, mostUntaken: limit * (Ahead + 1));
        }

        foreach (Made made in await _window.TakeAsync())
        {
            Write(made);
        }

        // On a thread of its own: this one goes on to the next input, and may be gone when the work ends.
        await _window.AddAsync(
            () => Task.Run(() => MakeAsync(target, person, directoryId, ordered, cancellationToken), cancellationToken));
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
            // The pipeline may have ended early: nothing goes on in the background.
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

    private async Task<Made> MakeAsync(
        object? target, Person person, string? directoryId, IReadOnlyCollection<string>? ordered, CancellationToken cancellationToken)
    {
        try
        {
            CsrOwner.RequireOwn(_builder.CsrPathFor(person.Email), person);
            SigningCsr csr = await _builder
                .CreateAsync(person, _cmdlet.KeyAlgorithm, _cmdlet.SignatureHash, ordered, cancellationToken).ConfigureAwait(false);
            return new Made(target, person, csr with { DirectoryId = directoryId }, null);
        }
        catch (Exception fault) when (fault is DocSigningException or CertCentralException)
        {
            return new Made(target, person, null, fault);
        }
    }

    private void Write(Made made)
    {
        if (made.Csr is { } csr)
        {
            _made++;
            foreach (string note in csr.Notes)
            {
                _cmdlet.WriteWarning(InputName.Of(made.Person).Before(note));
            }

            _cmdlet.WriteObject(ChangeInput.Of(made.Target)?.AddTo(csr) ?? (object)csr);
        }
        else
        {
            _failed++;
            _cmdlet.WriteFault(made.Fault!, made.Target, made.Target is null ? null : InputName.Of(made.Person));
        }

        ShowProgress();
    }

    private void ShowProgress() => _progress.Show(
        _made + _failed, $"{_made} with their CSR, {_failed} failed", TimeProvider.System.GetElapsedTime(_begun!.Value));

    /// <summary>What came of one input.</summary>
    private sealed record Made(object? Target, Person Person, SigningCsr? Csr, Exception? Fault);
}

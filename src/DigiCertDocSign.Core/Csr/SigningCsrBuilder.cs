using System.Runtime.ExceptionServices;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.People;
using DigiCertDocSign.Work;

namespace DigiCertDocSign.Csr;

/// <summary>
/// Makes a person's key and then its CSR. It signs and writes the CSR only when the key is durable: a CSR whose key is lost would cost an
/// order. A process that dies in between leaves a key without a CSR, which the next run takes up.
/// </summary>
public sealed class SigningCsrBuilder
{
    private readonly IKeyStore _store;
    private readonly FilePlacement? _csrFiles;
    private readonly bool _replace;
    private readonly TimeProvider _time;

    /// <param name="store">Where the keys are made. The caller disposes of it.</param>
    /// <param name="csrFiles">Where the CSRs are written; null to return them only.</param>
    /// <param name="replace">
    /// True to make a new key in every case, and to set the CSR files of earlier runs aside under a dated name.
    /// </param>
    /// <param name="time">For the dated name.</param>
    public SigningCsrBuilder(IKeyStore store, FilePlacement? csrFiles = null, bool replace = false, TimeProvider? time = null) =>
        (_store, _csrFiles, _replace, _time) = (store, csrFiles, replace, time ?? TimeProvider.System);

    /// <summary>The CSR file for this address; null when none is written.</summary>
    public string? CsrPathFor(string email) => _csrFiles?.PathFor(email, FilePlacement.CsrSuffix);

    /// <summary>Makes the key and the CSR, or takes up those of an earlier run.</summary>
    /// <exception cref="DocSigningException">
    /// CsrSubjectInvalid, EmailMissing or CsrFileExists before anything is made; what the store throws; CsrFileNotWritten, when the key
    /// is made and stays.
    /// </exception>
    public Task<SigningCsr> CreateAsync(Person person, KeyAlgorithm algorithm, SignatureHash hash, CancellationToken cancellationToken) =>
        CreateAsync(person, algorithm, hash, null, cancellationToken);

    /// <summary>As the other one, for somebody whose order is to have a new key.</summary>
    /// <param name="person">Whose key it is.</param>
    /// <param name="algorithm">Of the key.</param>
    /// <param name="hash">Of the CSR.</param>
    /// <param name="ordered">See <see cref="KeyHints.Ordered"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SigningCsr> CreateAsync(
        Person person,
        KeyAlgorithm algorithm,
        SignatureHash hash,
        IReadOnlyCollection<string>? ordered,
        CancellationToken cancellationToken)
    {
        string subject = CsrSubject.Of(person).ToString();
        string? csrPath = CsrPathFor(person.Email);
        _csrFiles?.SweepOnce();
        if (!_replace
            && csrPath is not null
            && await TakeUpAsync(person, algorithm, hash, subject, csrPath, cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            return earlier;
        }

        CsrFile? file = csrPath is null ? null : new CsrFile(csrPath, _replace, _time);
        file?.MakeRoom();
        KeyHints hints = HintsFor(csrPath, ordered);
        using ISigningKey key = await GetKeyAsync(person, algorithm, hints, file, cancellationToken).ConfigureAwait(false);

        string pem = await SignAsync(person, key, hash, file, cancellationToken).ConfigureAwait(false);
        file?.Write(pem, key.Reference);
        return Describe(person, key, hash, subject, pem, csrPath, NotesOf(key, file));
    }

    /// <summary>
    /// The CSR of an earlier run for the same subject, whose key is there. Both are given again, so that the user can pipe the same list
    /// again after a run that was killed. Null when there is none, or when it does not belong to this person and key.
    /// </summary>
    private async Task<SigningCsr?> TakeUpAsync(
        Person person, KeyAlgorithm algorithm, SignatureHash hash, string subject, string csrPath, CancellationToken cancellationToken)
    {
        if (CsrFile.Read(csrPath) is not { } text
            || CsrFile.Inspect(text) is not { IsBarePublicKey: false } csr
            || csr.SubjectText != subject)
        {
            return null;
        }

        using ISigningKey? key =
            await TryTakeUpAsync(person.Email, algorithm, csr.PublicKeySha256, cancellationToken).ConfigureAwait(false);
        return key is not null && PublicKeys.Sha256Of(key.GetSubjectPublicKeyInfo()) == csr.PublicKeySha256
            ? Describe(
                person,
                key,
                hash,
                subject,
                text,
                csrPath,
                [$"The key and the CSR {csrPath} of an earlier run were taken up; nothing was made."])
            : null;
    }

    private async Task<ISigningKey?> TryTakeUpAsync(
        string email, KeyAlgorithm algorithm, string publicKeySha256, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.TakeUpAsync(
                email, algorithm, new KeyHints(publicKeySha256, () => []), cancellationToken).ConfigureAwait(false);
        }
        catch (DocSigningException undecided) when (undecided.Kind == FaultKind.KeyLabelTaken)
        {
            // The CSR's own key is in use, of another kind or gone; the other keys of that name are not the CSR's.
            return null;
        }
    }

    private async Task<ISigningKey> GetKeyAsync(
        Person person, KeyAlgorithm algorithm, KeyHints hints, CsrFile? file, CancellationToken cancellationToken)
    {
        try
        {
            ISigningKey? earlier = _replace
                ? null
                : await _store.TakeUpAsync(person.Email, algorithm, hints, cancellationToken).ConfigureAwait(false);
            return earlier ?? await _store.CreateKeyAsync(person.Email, algorithm, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            throw Told(problem, file?.Restore());
        }
    }

    /// <summary>
    /// Signs the CSR: at once where the key is in this process, on another thread where a device may take its time. A cancelled caller
    /// does not wait for the device. It then leaves a key without a CSR, which the next run takes up, and writes no file.
    /// </summary>
    private async Task<string> SignAsync(
        Person person, ISigningKey key, SignatureHash hash, CsrFile? file, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return key.IsInProcess
                ? CsrBuilder.Build(person, key, hash)
                : await Uninterruptible.RunAsync(() => CsrBuilder.Build(person, key, hash), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (file?.Aside is not null)
        {
            // A key that the caller holds was not made now, so the earlier CSR is still the right one. Once the store has made a new key,
            // it is not.
            throw Told(problem, _store.GivenAlgorithm is not null ? file.Restore() : $" The earlier CSR is now {file.Aside}.");
        }
    }

    /// <summary>The problem, with a sentence about where the earlier CSR is; the problem as it is when there is no such sentence.</summary>
    private static Exception Told(Exception problem, string? where)
    {
        if (problem is DocSigningException fault && where is { Length: > 0 })
        {
            return CollectedFaults.Reworded(fault, fault.Message + where);
        }

        ExceptionDispatchInfo.Capture(problem).Throw();
        return problem;
    }

    // There is no CSR at this moment. An earlier run that was told to make a new key, and was killed, may have set one aside.
    private static KeyHints HintsFor(string? csrPath, IReadOnlyCollection<string>? ordered) =>
        csrPath is null && ordered is null
            ? KeyHints.None
            : new KeyHints(null, () => csrPath is null ? [] : CsrFile.KeysSetAside(csrPath)) { Ordered = ordered };

    private static IReadOnlyList<string> NotesOf(ISigningKey key, CsrFile? file) =>
    [
        .. key.Notes,
        .. file?.Aside is { } aside ? [$"The earlier CSR was set aside as {aside}."] : Array.Empty<string>(),
    ];

    private static SigningCsr Describe(
        Person person, ISigningKey key, SignatureHash hash, string subject, string pem, string? csrPath, IReadOnlyList<string> notes) =>
        new()
        {
            GivenName = person.GivenName,
            Surname = person.Surname,
            JobTitle = person.JobTitle,
            Phone = person.Phone,
            Email = person.Email,
            Subject = subject,
            KeyAlgorithm = key.Algorithm,
            SignatureHash = hash,
            KeyReference = key.Reference,
            KeyPath = key.KeyPath,
            CsrPath = csrPath,
            Csr = pem,
            Notes = notes.ToArray(),
            PublicKeySha256 = PublicKeys.Sha256Of(key.GetSubjectPublicKeyInfo()),
        };
}

namespace DigiCertDocSign;

/// <summary>
/// Makes a person's key and then its CSR. The CSR is signed and written only when the key is durable: a CSR whose key is
/// lost would cost an order. Dying in between leaves a key without a CSR, which costs nothing.
/// </summary>
public sealed class SigningCsrBuilder
{
    private readonly IKeyStore _store;
    private readonly FilePlacement? _csrFiles;
    private readonly bool _overwrite;

    /// <param name="store">Where the keys are made. Not disposed of here.</param>
    /// <param name="csrFiles">Where the requests are written too; null: only returned.</param>
    /// <param name="overwrite">Replaces the CSR files of earlier runs.</param>
    public SigningCsrBuilder(IKeyStore store, FilePlacement? csrFiles = null, bool overwrite = false) =>
        (_store, _csrFiles, _overwrite) = (store, csrFiles, overwrite);

    /// <summary>The CSR file for this address; null when none is written.</summary>
    public string? CsrPathFor(string email) => _csrFiles?.PathFor(email, FilePlacement.CsrSuffix);

    /// <exception cref="DocSigningException">
    /// CsrSubjectInvalid, EmailMissing or CsrFileExists before anything is made; what the store throws; CsrFileNotWritten,
    /// when the key is made and stays.
    /// </exception>
    public async Task<SigningCsr> CreateAsync(Person person, KeyAlgorithm algorithm, SignatureHash hash, CancellationToken cancellationToken)
    {
        string subject = CsrSubject.Of(person).ToString();
        string? csrPath = CsrPathFor(person.Email);
        CsrFile? file = csrPath is null ? null : new CsrFile(csrPath, _overwrite);
        file?.MakeRoom();
        using ISigningKey key = await CreateKeyAsync(person, algorithm, file, cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                string pem = CsrBuilder.Build(person, key, hash);
                file?.Write(pem, key.Reference);
                return Describe(person, key, hash, subject, pem, csrPath);
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<ISigningKey> CreateKeyAsync(Person person, KeyAlgorithm algorithm, CsrFile? file, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.CreateKeyAsync(person.Email, algorithm, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            file?.Restore();
            throw;
        }
    }

    private static SigningCsr Describe(Person person, ISigningKey key, SignatureHash hash, string subject, string pem, string? csrPath) =>
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
            KeyPath = key.Reference.StartsWith("file:", StringComparison.Ordinal) ? FileKeyReference.ToPath(key.Reference) : null,
            CsrPath = csrPath,
            Csr = pem,
            PublicKeySha256 = PublicKeys.Sha256Of(key.GetSubjectPublicKeyInfo()),
        };
}

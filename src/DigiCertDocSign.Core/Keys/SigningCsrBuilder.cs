namespace DigiCertDocSign;
public sealed class SigningCsrBuilder
{
    public SigningCsrBuilder(IKeyStore store, FilePlacement? csrFiles = null, bool overwrite = false) => throw new NotImplementedException();
    public Task<SigningCsr> CreateAsync(Person person, KeyAlgorithm algorithm, SignatureHash hash, CancellationToken cancellationToken) => throw new NotImplementedException();
}

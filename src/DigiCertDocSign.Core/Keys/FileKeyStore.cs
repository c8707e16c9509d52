using System.Security;
namespace DigiCertDocSign;
public sealed class FileKeyStore : IKeyStore
{
    public FileKeyStore(FilePlacement placement, SecureString password, bool overwrite = false) => throw new NotImplementedException();
    public string GetReference(string name) => throw new NotImplementedException();
    public Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken) => throw new NotImplementedException();
    public Task<ISigningKey> OpenKeyAsync(string reference, CancellationToken cancellationToken) => throw new NotImplementedException();
    public void Dispose() { }
}

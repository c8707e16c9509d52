using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets.Keys;

[Cmdlet(
    VerbsDiagnostic.Test, "DocSigningKeyStore",
    DefaultParameterSetName = KeyStoreSelection.DirectorySet)]
[OutputType(typeof(KeyStoreFinding))]
public sealed class TestDocSigningKeyStoreCommand : DocSigningCmdlet, IKeyStoreParameters
{
    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.DirectorySet)]
    public string KeyDirectory { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.PathSet)]
    public string KeyPath { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.DirectorySet)]
    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.PathSet)]
    public SecureString KeyPassword { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.TokenLabelSet)]
    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.TokenSerialSet)]
    [ArgumentCompleter(typeof(Pkcs11ModuleCompleter))]
    public string Pkcs11Module { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.TokenLabelSet)]
    public string? TokenLabel { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.TokenSerialSet)]
    public string? TokenSerial { get; set; }

    [Parameter(ParameterSetName = KeyStoreSelection.TokenLabelSet)]
    [Parameter(ParameterSetName = KeyStoreSelection.TokenSerialSet)]
    [Parameter(ParameterSetName = KeyStoreSelection.ProviderSet)]
    public SecureString? Pin { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.ProviderSet)]
    [ArgumentCompleter(typeof(KeyStorageProviderCompleter))]
    public string KeyStorageProvider { get; set; } = "";

    [Parameter(ParameterSetName = KeyStoreSelection.ProviderSet)]
    public string? KeyName { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.KeySet)]
    public AsymmetricAlgorithm Key { get; set; } = null!;

    [Parameter]
    public KeyAlgorithm KeyAlgorithm { get; set; } = KeyAlgorithm.Rsa3072;

    protected override void ProcessRecord() => RunFor(null, async () =>
    {
        using IKeyStore store = KeyStoreSelection.Open(this, this, replace: false);
        foreach (KeyStoreCheck check in await store.CheckAsync(KeyAlgorithm, StopToken))
        {
            WriteObject(new KeyStoreFinding
            {
                Store = TokenLabel ?? TokenSerial ?? new[] { KeyStorageProvider, KeyDirectory, KeyPath, "Key" }.First(name => name.Length > 0),
                Check = check.Name,
                Passed = check.Passed,
                Detail = check.Detail,
            });
        }
    });
}

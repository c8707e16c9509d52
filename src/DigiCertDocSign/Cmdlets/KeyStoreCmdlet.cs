using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Cng;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Keys.Pkcs11;
using DigiCertDocSign.Keys.Provided;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet about the key store that its parameters name: files, a token, a provider of Windows, or one key object.</summary>
public abstract class KeyStoreCmdlet : DocSigningCmdlet
{
    private protected const string DirectorySet = "KeyDirectory";
    private protected const string PathSet = "KeyPath";
    private protected const string TokenLabelSet = "TokenLabel";
    private protected const string TokenSerialSet = "TokenSerial";
    private protected const string ProviderSet = "KeyStorageProvider";
    private protected const string KeySet = "Key";

    [Parameter(Mandatory = true, ParameterSetName = DirectorySet)]
    public string KeyDirectory { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    public string KeyPath { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = DirectorySet)]
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    public SecureString KeyPassword { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = TokenLabelSet)]
    [Parameter(Mandatory = true, ParameterSetName = TokenSerialSet)]
    [ArgumentCompleter(typeof(Pkcs11ModuleCompleter))]
    public string Pkcs11Module { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = TokenLabelSet)]
    public string? TokenLabel { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = TokenSerialSet)]
    public string? TokenSerial { get; set; }

    [Parameter(ParameterSetName = TokenLabelSet)]
    [Parameter(ParameterSetName = TokenSerialSet)]
    [Parameter(ParameterSetName = ProviderSet)]
    public SecureString? Pin { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(KeyStorageProviderCompleter))]
    public string KeyStorageProvider { get; set; } = "";

    [Parameter(ParameterSetName = ProviderSet)]
    public string? KeyName { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = KeySet)]
    public AsymmetricAlgorithm Key { get; set; } = null!;

    [Parameter]
    public KeyAlgorithm KeyAlgorithm { get; set; } = KeyAlgorithm.Rsa3072;

    /// <summary>What the operator calls the store: its folder, token, provider or key.</summary>
    private protected string StoreName => ParameterSetName switch
    {
        PathSet => KeyPath,
        TokenLabelSet => TokenLabel!,
        TokenSerialSet => TokenSerial!,
        ProviderSet => KeyStorageProvider,
        KeySet => "Key",
        _ => KeyDirectory,
    };

    /// <summary>Opens the store. A token is looked for later, when it is needed.</summary>
    /// <param name="replace">Whether key files that are in the way give way.</param>
    /// <exception cref="DocSigningException">A path, password, key or provider that cannot be used.</exception>
    private protected IKeyStore OpenStore(bool replace) => ParameterSetName switch
    {
        TokenLabelSet or TokenSerialSet => new Pkcs11KeyStore(
            new Pkcs11Uri { ModulePath = FilePath.Resolve(this, Pkcs11Module), Token = TokenLabel, Serial = TokenSerial }, Pin),
        ProviderSet => CngProviders.OpenStore(KeyStorageProvider, KeyName, Pin),
        KeySet => new ProvidedKeyStore(Key, MyInvocation.BoundParameters.ContainsKey(nameof(KeyAlgorithm)) ? KeyAlgorithm : null),
        _ => new FileKeyStore(PlaceKeyFiles()!, KeyPassword, replace),
    };

    /// <summary>Where key files go; null for keys that are in no files.</summary>
    /// <exception cref="DocSigningException">PathInvalid.</exception>
    private protected FilePlacement? PlaceKeyFiles() => ParameterSetName switch
    {
        DirectorySet => FilePlacement.InDirectory(FilePath.Resolve(this, KeyDirectory)),
        PathSet => FilePlacement.At(FilePath.Resolve(this, KeyPath)),
        _ => null,
    };
}

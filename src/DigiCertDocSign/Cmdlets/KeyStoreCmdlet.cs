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

    // A new store is a line here, and the parameters of its set below.
    private static readonly Dictionary<string, NamedStore> Stores = new()
    {
        [DirectorySet] = new(
            cmdlet => cmdlet.KeyDirectory,
            (cmdlet, replace) => cmdlet.OpenFiles(replace),
            cmdlet => FilePlacement.InDirectory(FilePath.Resolve(cmdlet, cmdlet.KeyDirectory))),
        [PathSet] = new(
            cmdlet => cmdlet.KeyPath,
            (cmdlet, replace) => cmdlet.OpenFiles(replace),
            cmdlet => FilePlacement.At(FilePath.Resolve(cmdlet, cmdlet.KeyPath))),
        [TokenLabelSet] = new(cmdlet => cmdlet.TokenLabel!, (cmdlet, _) => cmdlet.OpenToken()),
        [TokenSerialSet] = new(cmdlet => cmdlet.TokenSerial!, (cmdlet, _) => cmdlet.OpenToken()),
        [ProviderSet] = new(
            cmdlet => cmdlet.KeyStorageProvider,
            (cmdlet, _) => CngProviders.OpenStore(cmdlet.KeyStorageProvider, cmdlet.KeyName, cmdlet.Pin)),
        [KeySet] = new(_ => "Key", (cmdlet, _) => cmdlet.OpenProvided()),
    };

    [Parameter(Mandatory = true, ParameterSetName = DirectorySet)]
    public string KeyDirectory { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    public string KeyPath { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = DirectorySet)]
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString KeyPassword { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = TokenLabelSet)]
    [Parameter(Mandatory = true, ParameterSetName = TokenSerialSet)]
    [ArgumentCompleter(typeof(Pkcs11ModuleCompleter))]
    public string Pkcs11Module { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = TokenLabelSet)]
    [ArgumentCompleter(typeof(TokenCompleter))]
    public string? TokenLabel { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = TokenSerialSet)]
    [ArgumentCompleter(typeof(TokenCompleter))]
    public string? TokenSerial { get; set; }

    [Parameter(ParameterSetName = TokenLabelSet)]
    [Parameter(ParameterSetName = TokenSerialSet)]
    [Parameter(ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString? Pin { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(KeyStorageProviderCompleter))]
    public string KeyStorageProvider { get; set; } = "";

    [Parameter(ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? KeyName { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = KeySet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public AsymmetricAlgorithm Key { get; set; } = null!;

    [Parameter]
    public KeyAlgorithm KeyAlgorithm { get; set; } = KeyAlgorithm.Rsa3072;

    /// <summary>What the operator calls the store: its folder, token, provider or key.</summary>
    private protected string StoreName => Named.Name(this);

    private NamedStore Named => Stores[ParameterSetName];

    /// <summary>Opens the store. A token is looked for later, when it is needed.</summary>
    /// <param name="replace">Whether key files that are in the way give way.</param>
    /// <exception cref="DocSigningException">A path, password, key or provider that cannot be used.</exception>
    private protected IKeyStore OpenStore(bool replace) => Named.Open(this, replace);

    /// <summary>Where key files go; null for keys that are in no files.</summary>
    /// <exception cref="DocSigningException">PathInvalid.</exception>
    private protected FilePlacement? PlaceKeyFiles() => Named.PlaceKeyFiles?.Invoke(this);

    private FileKeyStore OpenFiles(bool replace) => new(PlaceKeyFiles()!, KeyPassword, replace);

    private Pkcs11KeyStore OpenToken() => new(
        new Pkcs11Uri { ModulePath = FilePath.Resolve(this, Pkcs11Module), Token = TokenLabel, Serial = TokenSerial }, Pin);

    private ProvidedKeyStore OpenProvided() =>
        new(Key, MyInvocation.BoundParameters.ContainsKey(nameof(KeyAlgorithm)) ? KeyAlgorithm : null);

    /// <summary>The store that one parameter set names.</summary>
    /// <param name="Name">Gives what the operator calls it.</param>
    /// <param name="Open">Opens it; the flag says whether key files that are in the way give way.</param>
    /// <param name="PlaceKeyFiles">Says where its key files go; null for keys in no files, whose CSRs go where -CsrDirectory says.</param>
    private sealed record NamedStore(
        Func<KeyStoreCmdlet, string> Name,
        Func<KeyStoreCmdlet, bool, IKeyStore> Open,
        Func<KeyStoreCmdlet, FilePlacement>? PlaceKeyFiles = null);
}

using System.Management.Automation;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Cng;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Keys.Pkcs11;
using DigiCertDocSign.Keys.Provided;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>The names of the parameter sets that name a key store, and what each of them opens.</summary>
internal static class KeyStoreSelection
{
    public const string DirectorySet = "KeyDirectory";
    public const string PathSet = "KeyPath";
    public const string TokenLabelSet = "TokenLabel";
    public const string TokenSerialSet = "TokenSerial";
    public const string ProviderSet = "KeyStorageProvider";
    public const string KeySet = "Key";

    /// <summary>Opens the store that the parameters name. A token is looked for later, when it is needed.</summary>
    /// <exception cref="DocSigningException">A path, password, key or provider that cannot be used.</exception>
    public static IKeyStore Open(IKeyStoreParameters given, PSCmdlet cmdlet, bool replace) => cmdlet.ParameterSetName switch
    {
        TokenLabelSet or TokenSerialSet => new Pkcs11KeyStore(
            new Pkcs11Uri { ModulePath = FilePath.Resolve(cmdlet, given.Pkcs11Module), Token = given.TokenLabel, Serial = given.TokenSerial }, given.Pin),
        ProviderSet => CngProviders.OpenStore(given.KeyStorageProvider, given.KeyName, given.Pin),
        KeySet => new ProvidedKeyStore(given.Key, cmdlet.MyInvocation.BoundParameters.ContainsKey(nameof(given.KeyAlgorithm)) ? given.KeyAlgorithm : null),
        _ => new FileKeyStore(PlacementOf(given, cmdlet), given.KeyPassword, replace),
    };

    /// <summary>Where key files go; null when the keys are in no files.</summary>
    public static FilePlacement? Files(IKeyStoreParameters given, PSCmdlet cmdlet) =>
        cmdlet.ParameterSetName is DirectorySet or PathSet ? PlacementOf(given, cmdlet) : null;

    private static FilePlacement PlacementOf(IKeyStoreParameters given, PSCmdlet cmdlet) => cmdlet.ParameterSetName == PathSet
        ? FilePlacement.At(FilePath.Resolve(cmdlet, given.KeyPath))
        : FilePlacement.InDirectory(FilePath.Resolve(cmdlet, given.KeyDirectory));
}

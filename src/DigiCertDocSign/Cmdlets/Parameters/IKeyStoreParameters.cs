using System.Security;
using System.Security.Cryptography;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>The parameters that name a key store, which New-DocSigningCsr and Test-DocSigningKeyStore share.</summary>
internal interface IKeyStoreParameters
{
    string KeyDirectory { get; }

    string KeyPath { get; }

    SecureString KeyPassword { get; }

    string Pkcs11Module { get; }

    string? TokenLabel { get; }

    string? TokenSerial { get; }

    SecureString? Pin { get; }

    string KeyStorageProvider { get; }

    string? KeyName { get; }

    AsymmetricAlgorithm Key { get; }

    KeyAlgorithm KeyAlgorithm { get; }
}

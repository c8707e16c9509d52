namespace DigiCertDocSign.Keys;

/// <summary>A key whose private part may be copied, as a PFX needs it. A key in hardware is never one.</summary>
public interface IExportableKey : ISigningKey
{
    /// <summary>The private key as unencrypted DER PKCS#8 (RFC 5958). Whoever asks clears the array after use.</summary>
    byte[] ExportPkcs8();
}

namespace DigiCertDocSign;

/// <summary>Wire: <c>csr_key_type</c>.</summary>
public enum KeyType
{
    Rsa,
    Ecc,
}

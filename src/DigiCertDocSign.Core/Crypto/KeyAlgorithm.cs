namespace DigiCertDocSign;

/// <summary>The kinds of key that the order call accepts (key_size and csr_key_type of the order page).</summary>
public enum KeyAlgorithm
{
    Rsa2048,
    Rsa3072,
    Rsa4096,
    P256,
    P384,
}

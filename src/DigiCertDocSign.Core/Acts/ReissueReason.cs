namespace DigiCertDocSign;

/// <summary>Why a certificate is issued anew.</summary>
public enum ReissueReason
{
    /// <summary>The token is lost or broken, or nobody knows its password.</summary>
    TokenLost,

    /// <summary>Somebody else has, or may have, the private key.</summary>
    KeyCompromised,

    /// <summary>The person gets another token, or another place for the key.</summary>
    NewToken,
}

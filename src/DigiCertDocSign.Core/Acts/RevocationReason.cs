namespace DigiCertDocSign;

/// <summary>Why a certificate is revoked.</summary>
public enum RevocationReason
{
    Unspecified,

    /// <summary>Somebody else has, or may have, the private key.</summary>
    KeyCompromise,

    /// <summary>The person has left, or is in another organization.</summary>
    AffiliationChanged,

    /// <summary>Another certificate has taken its place.</summary>
    Superseded,

    /// <summary>It is not needed any more.</summary>
    CessationOfOperation,
}

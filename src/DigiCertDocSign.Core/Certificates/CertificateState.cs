namespace DigiCertDocSign;

/// <summary>Where a certificate of an order stands.</summary>
public enum CertificateState
{
    /// <summary>In force.</summary>
    Issued,

    /// <summary>A reissue has replaced it, and nothing shows that it is revoked yet.</summary>
    Superseded,

    /// <summary>Revoked.</summary>
    Revoked,

    /// <summary>Its last day is over.</summary>
    Expired,
}

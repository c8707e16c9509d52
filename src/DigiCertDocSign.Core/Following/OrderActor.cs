namespace DigiCertDocSign;

/// <summary>Who must act for an order to go on. The sentence beside it says what is to be done.</summary>
public enum OrderActor
{
    /// <summary>Whoever looks after the order here.</summary>
    You,

    /// <summary>An administrator of the account.</summary>
    Administrator,

    /// <summary>DigiCert validates or issues.</summary>
    DigiCert,

    /// <summary>A verified contact of the organization.</summary>
    Contact,

    /// <summary>The person of the order.</summary>
    Person,

    /// <summary>Nobody: the order has come to its end.</summary>
    Nobody,
}

namespace DigiCertDocSign;

/// <summary>How far an order must have come. Each one is reached by every later one, too.</summary>
public enum OrderMilestone
{
    /// <summary>An administrator of the account has approved the request; validation goes on.</summary>
    Approved = 1,

    /// <summary>The certificate waits for the person to pick it up.</summary>
    WaitingPickup = 2,

    /// <summary>The certificate is issued and can be downloaded.</summary>
    Issued = 3,
}

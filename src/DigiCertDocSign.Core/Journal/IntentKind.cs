namespace DigiCertDocSign;

/// <summary>What an intent is to bring about.</summary>
public enum IntentKind
{
    /// <summary>A person's order that follows no other.</summary>
    Order,

    /// <summary>An order that renews another.</summary>
    Renewal,

    /// <summary>An order in place of another, for a changed name, address or organization.</summary>
    Replacement,

    /// <summary>Another certificate of an order that stands.</summary>
    Reissue,

    /// <summary>The end of an issued certificate.</summary>
    Revocation,

    /// <summary>The end of an order that is not issued yet.</summary>
    Cancellation,
}

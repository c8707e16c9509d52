namespace DigiCertDocSign;

/// <summary>What must be done so that a person's certificate fits the directory again.</summary>
public enum DirectoryChangeKind
{
    /// <summary>Nothing: all is well, or what must be done is under way.</summary>
    Keep,

    /// <summary>The person has no order yet.</summary>
    Order,

    /// <summary>The person's certificate expires soon.</summary>
    Renew,

    /// <summary>Name, address or organization are other ones now: a new order, and then the old one is revoked.</summary>
    Replace,

    /// <summary>The certificate is no longer to be used: its person has left, or another certificate has taken its place.</summary>
    Revoke,

    /// <summary>The order is not to be issued: its person has left.</summary>
    Cancel,

    /// <summary>It cannot be told: somebody must look.</summary>
    Look,
}

namespace DigiCertDocSign.Keys;

/// <summary>What can go wrong with the keys of every kind of store, in words.</summary>
internal static class KeyFaults
{
    /// <param name="otherWay">How the key can be named otherwise, as the end of a sentence; empty where it cannot.</param>
    public static DocSigningException EmailMissing(string otherWay = "") => new(
        FaultKind.EmailMissing,
        "Email",
        $"A key is named after the e-mail address, and there is none. Give the person an e-mail address{otherWay}.");
}

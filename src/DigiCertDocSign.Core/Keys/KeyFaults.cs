namespace DigiCertDocSign.Keys;

/// <summary>What can go wrong with the keys of every kind of store, in words.</summary>
internal static class KeyFaults
{
    /// <param name="otherWay">How the key can be named otherwise, as the end of a sentence; empty where it cannot.</param>
    public static DocSigningException EmailMissing(string otherWay = "") => new(
        FaultKind.EmailMissing,
        "Email",
        $"A key is named after the e-mail address, and there is none. Give the person an e-mail address{otherWay}.");

    /// <summary>The message does not say which one, or where: it is about a secret.</summary>
    public static DocSigningException PinUntypeable() => new(
        FaultKind.TokenPinWrong,
        "Pin",
        "The PIN holds a line break or another control character, as text does that was read from a file. It was not sent, so no attempt "
            + "is lost. Give the PIN without it, such as with (Get-Content -Raw pin.txt).Trim() or Read-Host -AsSecureString.");
}

namespace DigiCertDocSign.Journal;

/// <summary>Kinds that belong together.</summary>
internal static class IntentKinds
{
    /// <summary>What buys an order.</summary>
    public static IReadOnlyCollection<IntentKind> Orders { get; } = [IntentKind.Order, IntentKind.Renewal, IntentKind.Replacement];

    /// <summary>What is done to an order that stands.</summary>
    public static IReadOnlyCollection<IntentKind> Acts { get; } = [IntentKind.Reissue, IntentKind.Revocation, IntentKind.Cancellation];
}

using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>Intents for tests of storages, and what is asked of them there.</summary>
internal static class Intents
{
    /// <summary>With a value in every field.</summary>
    public static OrderIntent Filled(int number, string runId) => Intent(number, runId) with
    {
        Kind = IntentKind.Replacement,
        TargetOrderId = number,
        State = IntentState.Sent,
        OrganizationId = 1,
        CsrSha256 = "C5",
        PublicKeySha256 = "F0",
        KeyReference = "file:a",
        DirectoryId = $"8f1c-{number}",
        OrderId = 1000 + number,
        RequestId = 2,
        OrderStatus = "Pending",
        Problem = "none",
        Sends = 2,
        ServerTimeAtSend = Drafts.Now.AddSeconds(1),
        HighestOrderIdBefore = 99,
        SendEndedAt = Drafts.Now.AddSeconds(2),
        ServerTimeAtEnd = Drafts.Now.AddSeconds(3),
        LookedInVainAt = Drafts.Now.AddSeconds(4),
        ServerTimeAtLook = Drafts.Now.AddSeconds(5),
        LookSawLaterOrder = true,
    };

    public static OrderIntent Intent(int number, string runId) => new()
    {
        Reference = IntentReference.Create(),
        Key = IntentKey.Of(1, "ds_org_individual", OrderingFixture.Person(number).Email),
        State = IntentState.Planned,
        GivenName = "Nils",
        Surname = "Hagen",
        Email = OrderingFixture.Person(number).Email,
        RunId = runId,
        CreatedAt = Drafts.Now,
        UpdatedAt = Drafts.Now,
    };

    public static Task<bool> ClaimAsync(IJournalStorage journal, IJournalRun run, OrderIntent intent, params string[] weighed) =>
        journal.TryClaimAsync(run, intent, weighed, CancellationToken.None);

    public static Task<IReadOnlyList<OrderIntent>> FindAsync(IJournalStorage journal, OrderIntent intent) =>
        journal.FindStandingAsync(intent.Key, null, CancellationToken.None);
}

using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Ordering;

/// <summary>How a run orders.</summary>
public sealed class OrderingOptions
{
    /// <summary>Buys for every input, also for people who have a live order already.</summary>
    public bool AllowDuplicate { get; init; }

    /// <summary>How many orders may be on their way at once, 1 or more. DigiCert advises one.</summary>
    public int ThrottleLimit { get; init; } = 1;

    /// <summary>The run ends when it has placed so many new orders; null means no limit.</summary>
    public int? MaxOrders { get; init; }

    /// <summary>The run ends when more inputs than this have failed; null means no limit.</summary>
    public int? MaxErrors { get; init; }

    /// <summary>
    /// The organization of all orders, whose validation is looked at before the first: when it has lapsed, every order stands still. Null
    /// leaves it unchecked.
    /// </summary>
    public long? OrganizationId { get; init; }

    /// <summary>The account is a sandbox: its orders cost nothing and certify nobody.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>
    /// The time between two looks in vain for an order in doubt, since the server's lists may lag behind. Only after the second look it
    /// counts as not placed.
    /// </summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The same where the first look saw an order that was sent after the one in doubt: then the lists are known to keep up. A run waits no
    /// longer than this for a second look.
    /// </summary>
    public TimeSpan ShortSettleTime => SettleTime < ShortSettle ? SettleTime : ShortSettle;

    private static TimeSpan ShortSettle { get; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a run waits for a server that cannot be reached, before it gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Hears, on any thread, in a sentence what the run waits for, and what it puts off.</summary>
    public Action<string>? OnWaiting { get; init; }

    /// <summary>Makes the references of intents. A test replaces it, so that a run can be repeated.</summary>
    public Func<string> NewReference { get; init; } = IntentReference.Create;

    /// <summary>Names the run; must be unique.</summary>
    public string RunId { get; init; } = Guid.NewGuid().ToString("N");
}

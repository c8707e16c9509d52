using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Finding;

/// <summary>Which orders an operator asks for. What is not set excludes none.</summary>
public sealed record OrderCriteria
{
    /// <summary>The person's whole address.</summary>
    public string? Email { get; init; }

    /// <summary>Says of an address whether it is asked for.</summary>
    public Func<string, bool>? IsEmail { get; init; }

    /// <summary>Says of a name, in normalization form C, whether it is asked for.</summary>
    public Func<string, bool>? IsName { get; init; }

    /// <summary>In Pascal case; Expired is an order whose certificate has run out, whatever the server goes on calling it.</summary>
    public IReadOnlyCollection<string> Statuses { get; init; } = [];

    /// <summary>For the server's own search.</summary>
    public string? Search { get; init; }

    public long? OrganizationId { get; init; }

    public long? ContainerId { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Issued orders whose certificate ends within so many days from today.</summary>
    public int? ExpiringWithinDays { get; init; }

    /// <summary>An order that waits for approval may be among those asked for.</summary>
    internal bool MayWait => Search is null && ExpiringWithinDays is null && (Statuses.Count == 0 || NamesWaiting);

    /// <summary>
    /// Whether the requests are read in any case. Else a list that shows an order that waits for approval is believed to show all of them.
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>What waits for approval is the very question.</summary>
    internal bool AsksForWaiting => MayWait && (NamesWaiting || IsComplete);

    private bool NamesWaiting => Statuses.Contains(StatusWords.NeedsApproval, StringComparer.OrdinalIgnoreCase);

    /// <summary>Judges by what an order shows.</summary>
    /// <param name="order">As far as it is known.</param>
    /// <param name="now">By <see cref="PresentTime.LatestOf"/>.</param>
    /// <returns>What the order would have to show besides; empty when it is asked for, null when it is certainly not.</returns>
    internal IReadOnlyList<string>? Missing(SigningOrder order, DateTimeOffset now)
    {
        (string Field, bool? Fits)[] answers =
        [
            ("status", IsStatus(order.Status)),
            ("organization", Is(OrganizationId, order.OrganizationId)),
            ("container", Is(ContainerId, order.ContainerId)),
            ("date of creation", IsCreated(order.DateCreated)),
            ("last day of validity", IsExpiring(order, now)),
            ("name", IsNamed(order)),
            ("e-mail address", HasEmail(order.Email)),
        ];
        return answers.Any(answer => answer.Fits == false)
            ? null
            : [.. answers.Where(answer => answer.Fits is null).Select(answer => answer.Field)];
    }

    private static bool? Is(long? asked, long? shown) => asked is null ? true : shown is null ? null : asked == shown;

    private bool? IsStatus(string status) =>
        Statuses.Count == 0 ? true
        : status == StatusWords.Unknown ? null
        : Statuses.Contains(status, StringComparer.OrdinalIgnoreCase);

    private bool? IsCreated(DateTimeOffset? created) =>
        CreatedAfter is null && CreatedBefore is null ? true
        : created is null ? null
        : !(created < CreatedAfter) && !(created > CreatedBefore);

    private bool? IsExpiring(SigningOrder order, DateTimeOffset now) =>
        ExpiringWithinDays is not { } days ? true
        : order.Status is not (StatusWords.Issued or StatusWords.ReissuePending) ? false
        : order.ValidTill is not { } last ? null
        : (last.Date - now.UtcDateTime.Date).Days <= days;

    private bool? IsNamed(SigningOrder order)
    {
        if (IsName is null)
        {
            return true;
        }

        string[] names =
            [.. new[] { OrderName.Of(order.GivenName, order.Surname), OrderName.Of(order.CommonName) }.OfType<string>()];
        return names.Length == 0 ? null : names.Any(IsName);
    }

    private bool? HasEmail(string? shown) =>
        Email is null && IsEmail is null ? true
        : string.IsNullOrWhiteSpace(shown) ? null
        : (Email is null || EmailAddress.AreSame(Email, shown!)) && IsEmail?.Invoke(shown!.Trim()) != false;
}

using System.Text;

namespace DigiCertDocSign.Following;

/// <summary>The server's lower-case words as .NET users expect them, and what they mean for an order.</summary>
internal static class StatusWords
{
    public const string NeedsApproval = "NeedsApproval";
    public const string Pending = "Pending";
    public const string NeedsCsr = "NeedsCsr";
    public const string Processing = "Processing";
    public const string WaitingPickup = "WaitingPickup";
    public const string Issued = "Issued";
    public const string ReissuePending = "ReissuePending";
    public const string Approved = "Approved";
    public const string Submitted = "Submitted";
    public const string Rejected = "Rejected";
    public const string Canceled = "Canceled";
    public const string Revoked = "Revoked";
    public const string Expired = "Expired";
    public const string Denied = "Denied";

    /// <summary>A request for another certificate of an order that stands.</summary>
    public const string Reissue = "Reissue";

    /// <summary>A request to revoke.</summary>
    public const string Revoke = "Revoke";

    /// <summary>What an answer without a status is called; it never means an end.</summary>
    public const string Unknown = "Unknown";

    /// <summary>
    /// needs_approval, "new request" and CANCELED become NeedsApproval, NewRequest and Canceled; null and blank become null.
    /// </summary>
    public static string? Pascal(string? word)
    {
        if (word is null || string.IsNullOrWhiteSpace(word))
        {
            return null;
        }

        bool keepsCase = word.Any(char.IsLower);
        var text = new StringBuilder(word.Length);
        bool atStart = true;
        foreach (char character in word)
        {
            if (!char.IsLetterOrDigit(character))
            {
                atStart = true;
                continue;
            }

            text.Append(atStart ? char.ToUpperInvariant(character) : keepsCase ? character : char.ToLowerInvariant(character));
            atStart = false;
        }

        return text.ToString();
    }

    /// <summary>
    /// How far a status has come; null while it waits for approval, and for words not known: those are no end, but no progress either.
    /// </summary>
    public static OrderMilestone? Milestone(string status) => status switch
    {
        Pending or Approved or NeedsCsr or Processing => OrderMilestone.Approved,
        WaitingPickup => OrderMilestone.WaitingPickup,
        Issued or ReissuePending => OrderMilestone.Issued,
        _ => null,
    };

    /// <summary>An end from which no milestone can be reached.</summary>
    public static bool IsDead(string status) => status is Rejected or Canceled or Revoked or Expired or Denied;

    /// <summary>The last day of validity is a whole day, anywhere on earth. Lists go on saying "issued" after it.</summary>
    public static bool HasRunOut(DateTime? validTill, DateTimeOffset now) => validTill < now.UtcDateTime.Date.AddDays(-1);

    /// <summary>The status as it is by now: the server may go on saying "issued" after the last day of validity.</summary>
    public static string AsOf(string status, DateTime? validTill, DateTimeOffset now) =>
        status == Issued && HasRunOut(validTill, now) ? Expired : status;

    /// <summary>Nothing changes any more without a new call.</summary>
    public static bool IsFinal(string status) => status == Issued || IsDead(status);

    /// <summary>A request that somebody must still decide on. "needs_approval" has been seen here, too.</summary>
    public static bool IsUndecided(string? requestStatus) => requestStatus is Pending or Submitted or NeedsApproval;
}

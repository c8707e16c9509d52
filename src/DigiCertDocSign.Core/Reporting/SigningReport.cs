using System.Globalization;

namespace DigiCertDocSign.Reporting;

/// <summary>What a report tells, whatever it is written as.</summary>
public sealed class SigningReport
{
    private const int MostMonths = 40;

    /// <summary>Where the account is, and which one it is.</summary>
    public required string Place { get; init; }

    public required long AccountId { get; init; }

    public bool Sandbox { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>
    /// From when on a later report is to tell what was done: just before the journal was read, by the clock that its entries have.
    /// </summary>
    public required DateTimeOffset DoneUntil { get; init; }

    /// <summary>From when on the report tells what was done.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How many orders it tells of.</summary>
    public int OrderCount => Rows.Count;

    /// <summary>Orders for which somebody must act.</summary>
    public int WaitingCount => Rows.Count(row => row.Waits);

    /// <summary>Certificates in force that end within 90 days.</summary>
    public int ExpiringCount => Rows.Count(row => row.IsInForce && row.DaysRemaining is >= 0 and <= 90);

    public int InForceCount => Rows.Count(row => row.IsInForce);

    /// <summary>Of the prices; null where the account does not show it.</summary>
    public string? Currency { get; init; }

    /// <summary>Newest first.</summary>
    internal IReadOnlyList<ReportRow> Rows { get; init; } = [];

    /// <summary>What has changed in the journal since then, oldest first.</summary>
    internal IReadOnlyList<ReportEntry> Done { get; init; } = [];

    /// <summary>Newest first.</summary>
    internal IReadOnlyList<ReportRequest> Revocations { get; init; } = [];

    /// <summary>Newest first.</summary>
    internal IReadOnlyList<ReportRequest> Reissues { get; init; } = [];

    /// <summary>The key may not see the requests, so that nothing tells who ordered and who decided.</summary>
    internal bool HidesRequests { get; init; }

    internal IReadOnlyList<CertificateCheck> Findings { get; init; } = [];

    internal IReadOnlyList<KeyStoreCheck> KeyStores { get; init; } = [];

    /// <summary>By who must act; you first.</summary>
    internal IEnumerable<IGrouping<OrderActor, ReportRow>> Waiting =>
        Rows.Where(row => row.Waits).GroupBy(row => row.WaitsFor).OrderBy(group => group.Key);

    /// <summary>Each month from this one to the last in which a certificate ends, also those in which none does.</summary>
    internal IReadOnlyList<ReportMonth> Expiry
    {
        get
        {
            var counts = Rows.Where(row => row.IsInForce && row.ValidTill is not null && row.DaysRemaining >= 0)
                .GroupBy(row => Number(row.ValidTill!.Value))
                .ToDictionary(group => group.Key, group => group.Count());
            int first = Number(MadeAt.UtcDateTime);
            int months = counts.Count == 0 ? 0 : Math.Min(MostMonths, counts.Keys.Max() - first + 1);
            return
            [
                .. Enumerable.Range(first, Math.Max(0, months))
                    .Select(number => new ReportMonth(Month(number), counts.TryGetValue(number, out int count) ? count : 0)),
            ];
        }
    }

    /// <summary>By the month in which the orders were made, newest first, by organization and by currency.</summary>
    internal IReadOnlyList<ReportCost> Costs =>
    [
        .. Rows.Where(row => row.ShowsCost)
            .GroupBy(row => (
                Month: Month(Number(row.DateCreated!.Value.UtcDateTime)),
                row.Organization,
                Currency: CurrencyOf(row)))
            .Select(group => new ReportCost(
                group.Key.Month, group.Key.Organization, group.Count(), group.Key.Currency, group.Sum(row => row.Price!.Value)))
            .OrderByDescending(cost => cost.Month, StringComparer.Ordinal)
            .ThenBy(cost => cost.Organization, StringComparer.Ordinal)
            .ThenBy(cost => cost.Currency, StringComparer.Ordinal),
    ];

    /// <summary>Orders that are charged and are in no sum, since they show no price or no date.</summary>
    internal int UnpricedCount => Rows.Count(row => row.IsCharged && !row.ShowsCost);

    /// <summary>As the order shows it, else the account's.</summary>
    internal string? CurrencyOf(ReportRow row) => row.Price is null ? null : row.Currency ?? Currency;

    private static int Number(DateTime day) => (day.Year * 12) + day.Month - 1;

    private static string Month(int number) =>
        string.Format(CultureInfo.InvariantCulture, "{0:0000}-{1:00}", number / 12, (number % 12) + 1);
}

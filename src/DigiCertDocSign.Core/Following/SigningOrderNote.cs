using System.Text.RegularExpressions;

namespace DigiCertDocSign;

/// <summary>A note that somebody wrote on an order. The order has its person, so nobody is named here but who wrote it.</summary>
public sealed record SigningOrderNote
{
    public long? NoteId { get; init; }

    /// <summary>Null where the order does not show it.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>Who wrote it; null where the order does not show it.</summary>
    public string? Author { get; init; }

    public string? Text { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Regex.Replace($"{NoteId} {Text}", @"\s+", " ").Trim();
}

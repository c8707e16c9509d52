using System.Globalization;

namespace CertCentral.Sandbox.Http;

/// <summary>How ids, instants, days and money are written on the wire.</summary>
internal static class WireText
{
    /// <summary>2026-11-03T09:14:52+00:00: always an offset, never a fraction.</summary>
    public static string Instant(DateTimeOffset value) =>
        value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>An id as text, as some answers have it.</summary>
    public static string Id(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>2029-11-22</summary>
    public static string Day(DateTime value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>454.00</summary>
    public static string Money(decimal value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace DigiCertDocSign.Text;

/// <summary>
/// Days and times in messages, in ISO form. The culture of the user has no say: in some, the year would be that of another calendar.
/// </summary>
internal static class Moments
{
    /// <summary>As in 2026-11-03 09:14 UTC.</summary>
    public static string Utc(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>As in 2026-11-03.</summary>
    public static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Globalization;
using CertCentral.Pacing;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Reads limits as the operator writes them: calls/seconds.</summary>
internal static class RateLimitText
{
    /// <summary>The published limits when nothing is given.</summary>
    /// <exception cref="DocSigningException">RateLimitInvalid: a text is no limit.</exception>
    public static CallLimits Parse(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? CallLimits.Published : new CallLimits(texts.Select(ParseOne));

    private static CallLimit ParseOne(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int calls)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            && calls > 0
            && seconds > 0)
        {
            return new CallLimit(calls, TimeSpan.FromSeconds(seconds));
        }

        throw new DocSigningException(
            FaultKind.RateLimitInvalid,
            "RateLimit",
            $"RateLimit: '{text}' is no limit. Write calls/seconds, each a whole number above zero, as in '100/5'.");
    }
}

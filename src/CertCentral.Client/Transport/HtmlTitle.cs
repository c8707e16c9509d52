using System.Net;
using System.Text.RegularExpressions;

namespace CertCentral.Transport;

/// <summary>The heading of a web page that came instead of JSON; often the only hint at who wrote it.</summary>
internal static class HtmlTitle
{
    private static readonly Regex Heading = new(
        "<(title|h1)[^>]*>([^<]{1,200})<", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    /// <summary>Title and first heading in quotes, with a blank before; empty when there is none.</summary>
    public static string Of(ApiAnswer answer, Redactor redactor)
    {
        var text = answer.Text;
        var headings = Heading.Matches(text.Length > 4096 ? text.Substring(0, 4096) : text)
            .Cast<Match>()
            .Select(match => WebUtility.HtmlDecode(match.Groups[2].Value).Trim())
            .Where(heading => heading.Length > 0)
            .Take(2);
        var joined = redactor.Clean(string.Join(": ", headings));
        return joined.Length == 0 ? string.Empty : $" (\"{joined}\")";
    }
}

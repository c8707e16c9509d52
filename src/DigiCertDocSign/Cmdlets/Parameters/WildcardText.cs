using System.Management.Automation;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>A parameter that takes PowerShell's wildcards.</summary>
internal static class WildcardText
{
    public static bool IsPattern(string text) => WildcardPattern.ContainsWildcardCharacters(text);

    /// <summary>Letter case does not count, and two spellings of one character are one.</summary>
    public static Func<string, bool> Test(string text)
    {
        var pattern = new WildcardPattern(UnicodeText.Compose(text), WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        return value => pattern.IsMatch(UnicodeText.Compose(value));
    }
}

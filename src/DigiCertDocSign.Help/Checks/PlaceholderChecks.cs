using System.Text.RegularExpressions;
using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help.Checks;

/// <summary>Text that was to be written later.</summary>
internal static partial class PlaceholderChecks
{
    public static void Check(MarkdownPage page, ProblemList problems)
    {
        for (int i = 0; i < page.Lines.Count; i++)
        {
            if (Placeholder().Match(page.Lines[i]) is { Success: true } found)
            {
                problems.Add(page, i + 1, ProblemCodes.Placeholder, $"'{found.Value}' is a placeholder. Write the text.");
            }
        }
    }

    [GeneratedRegex(@"\b(TODO|FIXME|TBD)\b|\{\{[^{}]*\}\}|(?i:lorem ipsum)")]
    private static partial Regex Placeholder();
}

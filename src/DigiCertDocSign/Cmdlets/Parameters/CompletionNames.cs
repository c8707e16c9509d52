using System.Management.Automation;
using System.Management.Automation.Language;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Names offered at the prompt, quoted where they have a blank.</summary>
internal static class CompletionNames
{
    public static IEnumerable<CompletionResult> Matching(IEnumerable<string> names, string? word)
    {
        WildcardPattern pattern = WildcardPattern.Get("*" + (word ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return names.Where(pattern.IsMatch).Select(name => new CompletionResult(
            name.Any(char.IsWhiteSpace) ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'" : name, name, CompletionResultType.ParameterValue, name));
    }
}

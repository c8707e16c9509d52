using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Names with wildcards, in any letter case: one of them has to fit.</summary>
internal sealed class NamePatterns(IEnumerable<string> patterns)
{
    private readonly WildcardPattern[] _patterns = [.. patterns.Select(one => WildcardPattern.Get(one, WildcardOptions.IgnoreCase))];

    /// <summary>Whether one of the names fits. A thing that shows no name fits to * alone.</summary>
    public bool Match(params string?[] names) =>
        Array.Exists(_patterns, pattern => names.Append(names.All(string.IsNullOrEmpty) ? "" : null).OfType<string>().Any(pattern.IsMatch));
}

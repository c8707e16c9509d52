namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Names with wildcards, in any letter case: one of them has to fit.</summary>
internal sealed class NamePatterns(IEnumerable<string> patterns)
{
    private readonly Func<string, bool>[] _tests = [.. patterns.Select(WildcardText.Test)];

    /// <summary>Whether one of the names fits. A thing that shows no name fits to * alone.</summary>
    public bool Match(params string?[] names) =>
        Array.Exists(_tests, test => names.Append(names.All(string.IsNullOrEmpty) ? "" : null).OfType<string>().Any(test));
}

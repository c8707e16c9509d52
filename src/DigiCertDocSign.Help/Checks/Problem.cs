using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help.Checks;

/// <param name="Path">The file, as the caller named its folder.</param>
/// <param name="Line">From 1.</param>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record Problem(string Path, int Line, string Code, string Message)
{
    /// <summary>The form in which MSBuild, editors and CI recognise an error.</summary>
    public override string ToString() => $"{Path}({Line}): error {Code}: {Message}";
}

internal sealed class ProblemList
{
    private readonly HashSet<Problem> _problems = [];

    public bool Any => _problems.Count > 0;

    public void Add(MarkdownPage page, int line, string code, string message) => Add(page.Path, line, code, message);

    public void Add(string path, int line, string code, string message) => _problems.Add(new Problem(path, line, code, message));

    /// <summary>All of them, so that an author mends a page in one go.</summary>
    public void WriteTo(TextWriter writer)
    {
        foreach (Problem problem in _problems.OrderBy(problem => problem.Path, StringComparer.Ordinal).ThenBy(problem => problem.Line))
        {
            writer.WriteLine(problem);
        }
    }
}

/// <summary>What can be wrong with a help text; README.md beside the project explains each.</summary>
internal static class ProblemCodes
{
    public const string MissingPage = "HELP001";
    public const string StalePage = "HELP002";
    public const string FrontMatter = "HELP003";
    public const string Headings = "HELP004";
    public const string EmptyText = "HELP005";
    public const string MissingParameter = "HELP006";
    public const string ExtraParameter = "HELP007";
    public const string ExampleForm = "HELP008";
    public const string CodeDoesNotParse = "HELP009";
    public const string CodeDoesNotFit = "HELP010";
    public const string Inputs = "HELP011";
    public const string Outputs = "HELP012";
    public const string BrokenLink = "HELP013";
    public const string Placeholder = "HELP014";
    public const string AboutTopic = "HELP015";
    public const string LostText = "HELP016";
}

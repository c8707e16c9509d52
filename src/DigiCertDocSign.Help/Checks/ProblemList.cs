using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help.Checks;

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

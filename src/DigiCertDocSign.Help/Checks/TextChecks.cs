using System.Text.RegularExpressions;
using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigiCertDocSign.Help.Checks;

/// <summary>What holds for the text of every page: nothing is left to be written, nothing is lost, and each link leads somewhere.</summary>
internal sealed partial class TextChecks(MarkdownPage page, ProblemList problems)
{
    public void Run()
    {
        CheckPlaceholders();
        CheckHtml();
        CheckLinks();
    }

    private void CheckPlaceholders()
    {
        for (int i = 0; i < page.Lines.Count; i++)
        {
            if (Placeholder().Match(page.Lines[i]) is { Success: true } found)
            {
                problems.Add(page, i + 1, ProblemCodes.Placeholder, $"'{found.Value}' is a placeholder. Write the text.");
            }
        }
    }

    /// <summary>An unquoted &lt;word&gt; is HTML to Markdown: it would vanish from Get-Help, and from the page as well.</summary>
    private void CheckHtml()
    {
        foreach (HtmlInline html in page.Document.Descendants<HtmlInline>().Where(html => !IsComment(html.Tag)))
        {
            TellOfHtml(html.Line + 1, html.Tag);
        }

        foreach (HtmlBlock html in page.Document.Descendants<HtmlBlock>().Where(html => html.Type != HtmlBlockType.Comment))
        {
            TellOfHtml(MarkdownPage.LineOf(html), PlainText.Code(html).Split('\n')[0]);
        }
    }

    private static bool IsComment(string tag) => tag.StartsWith("<!--", StringComparison.Ordinal);

    private void TellOfHtml(int line, string tag) =>
        problems.Add(page, line, ProblemCodes.LostText, $"'{tag}' would be lost as HTML. Put it in backticks.");

    /// <summary>Every link to a file leads to one. Web addresses are not asked for: a build does not depend on the network.</summary>
    private void CheckLinks()
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(page.Path))!;
        foreach (LinkInline link in page.Document.Descendants<LinkInline>())
        {
            if (LinkFault(link.Url ?? "", folder) is { } fault)
            {
                problems.Add(page, link.Line + 1, ProblemCodes.BrokenLink, $"The link to '{link.Url}' is broken: {fault}.");
            }
        }
    }

    private static string? LinkFault(string target, string folder)
    {
        if (Uri.TryCreate(target, UriKind.Absolute, out Uri? address) && !target.StartsWith('/'))
        {
            return address.Scheme is "https" or "http" or "mailto" ? null : $"'{address.Scheme}:' is nothing that a reader can follow";
        }

        string path = Uri.UnescapeDataString(target.Split('#')[0]);
        if (path.Length == 0)
        {
            return target.Length > 1 ? null : "it has no target";
        }

        // A path from the root would lead elsewhere on every machine.
        return !Path.IsPathRooted(path) && File.Exists(Path.Combine(folder, path)) ? null : "there is no such file";
    }

    [GeneratedRegex(@"\b(TODO|FIXME|TBD)\b|\{\{[^{}]*\}\}|(?i:lorem ipsum)")]
    private static partial Regex Placeholder();
}

using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigiCertDocSign.Help.Checks;

/// <summary>An unquoted &lt;word&gt; is HTML to Markdown: it would vanish from Get-Help, and from the page as well.</summary>
internal static class HtmlChecks
{
    public static void Check(MarkdownPage page, ProblemList problems)
    {
        foreach (HtmlInline html in page.Document.Descendants<HtmlInline>().Where(html => !IsComment(html.Tag)))
        {
            Report(page, html.Line + 1, html.Tag, problems);
        }

        foreach (HtmlBlock html in page.Document.Descendants<HtmlBlock>().Where(html => html.Type != HtmlBlockType.Comment))
        {
            Report(page, MarkdownPage.LineOf(html), PlainText.Code(html).Split('\n')[0], problems);
        }
    }

    private static bool IsComment(string tag) => tag.StartsWith("<!--", StringComparison.Ordinal);

    private static void Report(MarkdownPage page, int line, string tag, ProblemList problems) =>
        problems.Add(page, line, ProblemCodes.LostText, $"'{tag}' would be lost as HTML. Put it in backticks.");
}

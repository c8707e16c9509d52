using System.Text.RegularExpressions;
using DigiCertDocSign.Help.About;
using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help.Checks;

/// <summary>
/// About topics: the module's own is there, all have the form that Get-Help lists, and each one that a page mentions exists.
/// </summary>
/// <param name="moduleTopic">The name of the module's own topic.</param>
/// <param name="folder">With all topics.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed partial class AboutChecks(string moduleTopic, DocsFolder folder, ProblemList problems)
{
    /// <summary>Get-Help lists a topic with the first line of its short description.</summary>
    private const int LongestShortDescription = AboutText.Width - AboutText.Indent;

    public void CheckPresence()
    {
        if (!Exists(moduleTopic))
        {
            problems.Add(folder.PathOf(moduleTopic), 1, ProblemCodes.AboutTopic, $"The module's topic {moduleTopic} is missing.");
        }
    }

    public void CheckMentions(MarkdownPage page)
    {
        for (int i = 0; i < page.Lines.Count; i++)
        {
            foreach (string topic in Mention().Matches(page.Lines[i]).Select(match => match.Value))
            {
                if (topic.StartsWith(moduleTopic, StringComparison.OrdinalIgnoreCase) && !Exists(topic))
                {
                    problems.Add(page, i + 1, ProblemCodes.BrokenLink, $"There is no topic {topic}.");
                }
            }
        }
    }

    public void CheckForm(MarkdownPage page)
    {
        if (page.Title is not { } title || title.Title != page.Name)
        {
            problems.Add(page, 1, ProblemCodes.AboutTopic, $"The topic must have one first-level heading, '# {page.Name}'.");
            return;
        }

        if (title.Children is not [{ Title: AboutText.ShortDescription, HasText: true } summary, { Title: AboutText.LongDescription }, ..])
        {
            problems.Add(page, title.Line, ProblemCodes.AboutTopic,
                $"A topic begins with '## {AboutText.ShortDescription}', a sentence, and '## {AboutText.LongDescription}'.");
        }
        else if (PlainText.Paragraphs(summary.Blocks).First().Length > LongestShortDescription)
        {
            problems.Add(page, summary.Line, ProblemCodes.AboutTopic,
                $"The short description must fit one line of {LongestShortDescription} characters: Get-Help lists the topic with it.");
        }

        foreach (Section section in title.Children.Where(section => section.Blocks.Count + section.Children.Count == 0))
        {
            problems.Add(page, section.Line, ProblemCodes.EmptyText, $"'## {section.Title}' has no text.");
        }
    }

    private bool Exists(string topic) =>
        folder.AboutPages.Any(page => page.Name.Equals(topic, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\babout_\w+")]
    private static partial Regex Mention();
}

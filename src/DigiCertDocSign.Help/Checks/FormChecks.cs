using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigiCertDocSign.Help.Checks;

/// <summary>A cmdlet's page against the schema: front matter, headings and their order, and text where text must be.</summary>
internal sealed class FormChecks(CmdletShape cmdlet, MarkdownPage page, ProblemList problems)
{
    /// <summary>A line of a list of cmdlets; a longer synopsis is a description.</summary>
    private const int LongestSynopsis = 120;

    /// <returns>The page's section, null when its form does not allow to look further.</returns>
    public Section? Run()
    {
        CheckFrontMatter();
        if (page.Title is not { } title || title.Title != cmdlet.Name)
        {
            problems.Add(page, page.Title?.Line ?? 1, ProblemCodes.Headings,
                $"The page must have one first-level heading, '# {cmdlet.Name}'.");
            return null;
        }

        CheckOrder(title);
        CheckNesting(title);
        CheckTexts(title);
        CheckSynopsis(title);
        CheckSyntax(title);
        CheckRelatedLinks(title);
        return title;
    }

    private void CheckFrontMatter()
    {
        foreach ((string key, string expected) in PageSchema.FrontMatter(cmdlet))
        {
            if (!page.FrontMatter.TryGetValue(key, out (string Value, int Line) found))
            {
                problems.Add(page, 1, ProblemCodes.FrontMatter, $"The front matter lacks '{key}: {expected}'.");
            }
            else if (found.Value != expected)
            {
                problems.Add(page, found.Line, ProblemCodes.FrontMatter,
                    $"'{key}' is '{found.Value}' here, but '{expected}' in the cmdlet.");
            }
        }
    }

    private void CheckOrder(Section title)
    {
        int last = -1;
        foreach (Section section in title.Children)
        {
            int place = PageSchema.Sections.ToList().IndexOf(section.Title);
            if (place < 0)
            {
                problems.Add(page, section.Line, ProblemCodes.Headings,
                    $"'## {section.Title}' is no heading of the schema, which has: {string.Join(", ", PageSchema.Sections)}.");
            }
            else if (place <= last)
            {
                problems.Add(page, section.Line, ProblemCodes.Headings,
                    $"'## {section.Title}' stands twice or in the wrong place: it comes before '## {PageSchema.Sections[last]}', once.");
            }

            last = Math.Max(last, place);
        }

        foreach (string missing in PageSchema.Sections.Where(name => title.Children.TrueForAll(child => child.Title != name)))
        {
            problems.Add(page, title.Line, ProblemCodes.Headings, $"The heading '## {missing}' is missing.");
        }
    }

    private void CheckNesting(Section title)
    {
        IEnumerable<Section> tooDeep = title.Children
            .SelectMany(section => PageSchema.Divided.Contains(section.Title)
                ? section.Children.SelectMany(child => child.Children)
                : section.Children);
        foreach (Section section in tooDeep)
        {
            problems.Add(page, section.Line, ProblemCodes.Headings,
                $"Get-Help has no place for the heading '{section.Title}' here. Make it a paragraph.");
        }
    }

    private void CheckTexts(Section title)
    {
        foreach (Section section in title.Children)
        {
            if (!PageSchema.Divided.Contains(section.Title))
            {
                if (!section.HasText && !PageSchema.MayBeEmpty.Contains(section.Title))
                {
                    problems.Add(page, section.Line, ProblemCodes.EmptyText, $"'## {section.Title}' has no text.");
                }

                continue;
            }

            if (section.Blocks.Count > 0)
            {
                problems.Add(page, MarkdownPage.LineOf(section.Blocks[0]), ProblemCodes.Headings,
                    $"Text directly under '## {section.Title}' is lost in Get-Help. Put it under one of its '###' headings.");
            }

            foreach (Section child in section.Children.Where(child => !child.HasText && child.Title != PageSchema.None))
            {
                problems.Add(page, child.Line, ProblemCodes.EmptyText, $"'### {child.Title}' has no text.");
            }
        }
    }

    private void CheckSynopsis(Section title)
    {
        if (title.Find(PageSchema.Synopsis) is { HasText: true } synopsis
            && (synopsis.Blocks is not [ParagraphBlock text] || PlainText.Of(text.Inline).Length > LongestSynopsis))
        {
            problems.Add(page, synopsis.Line, ProblemCodes.Headings,
                $"The synopsis must be one paragraph of at most {LongestSynopsis} characters. The rest belongs into the description.");
        }
    }

    private void CheckRelatedLinks(Section title)
    {
        if (title.Find(PageSchema.RelatedLinks) is { HasText: true } links
            && !links.Blocks.SelectMany(block => block.Descendants<LinkInline>()).Any())
        {
            problems.Add(page, links.Line, ProblemCodes.EmptyText, $"'## {PageSchema.RelatedLinks}' has no link.");
        }
    }

    private void CheckSyntax(Section title)
    {
        if (title.Find(PageSchema.Syntax)?.Blocks.OfType<CodeBlock>().FirstOrDefault() is { } code)
        {
            problems.Add(page, MarkdownPage.LineOf(code), ProblemCodes.Headings,
                "The syntax is made from the cmdlet; written here as well it would grow wrong one day. Take it out.");
        }
    }
}

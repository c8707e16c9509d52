using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;

namespace DigiCertDocSign.Help.Checks;

/// <summary>PARAMETERS against the cmdlet: one text for each, here or on a page that this one takes texts from, and none besides.</summary>
internal sealed class ParameterChecks(CmdletShape cmdlet, MarkdownPage page, DocsFolder folder, ProblemList problems)
{
    public void Check(Section title)
    {
        if (title.Find(PageSchema.Parameters) is not { } section)
        {
            return;
        }

        foreach (string heading in TakeFromSources(WithoutSection(section)))
        {
            problems.Add(page, section.Line, ProblemCodes.MissingParameter, $"The section '### {heading}' is missing.");
        }

        foreach (IGrouping<string, Section> same in section.Children.GroupBy(child => child.Title))
        {
            CheckSection(same);
        }
    }

    private List<string> WithoutSection(Section section) =>
    [
        .. cmdlet.Parameters
            .Where(parameter => !PageSchema.StandardParameterTexts.ContainsKey(parameter.Name))
            .Select(PageSchema.HeadingOf)
            .Append(PageSchema.CommonParameters)
            .Where(heading => section.Children.TrueForAll(child => child.Title != heading)),
    ];

    /// <summary>Each page that this one takes texts from is there and gives one that no page before it gives.</summary>
    /// <param name="wanted">Headings without a section on this page.</param>
    /// <returns>Those that no other page has either.</returns>
    private List<string> TakeFromSources(List<string> wanted)
    {
        foreach (string name in page.ParameterSources)
        {
            if (folder.FindCmdletPage(name) is not { } source)
            {
                Fault($"'{PageSchema.ParametersFrom}' names '{name}', which has no page.");
            }
            else if (wanted.RemoveAll(heading => folder.FindParameter(source, heading) is not null) == 0)
            {
                Fault($"No text of {source.Name} is taken. Delete its name from '{PageSchema.ParametersFrom}'.");
            }
        }

        return wanted;

        void Fault(string message) =>
            problems.Add(page, page.FrontMatter[PageSchema.ParametersFrom].Line, ProblemCodes.FrontMatter, message);
    }

    private void CheckSection(IGrouping<string, Section> same)
    {
        Section section = same.First();
        if (section.Title != PageSchema.CommonParameters
            && !cmdlet.Parameters.Any(parameter => PageSchema.HeadingOf(parameter) == section.Title))
        {
            problems.Add(page, section.Line, ProblemCodes.ExtraParameter,
                $"{cmdlet.Name} has no parameter for '### {section.Title}'. {Suggestion(section.Title)}");
        }
        else if (same.Count() > 1)
        {
            problems.Add(page, same.Last().Line, ProblemCodes.ExtraParameter, $"'### {section.Title}' stands here a second time.");
        }
        else if (folder.FindTakenParameter(page, section.Title) is { } taken && Text(taken) == Text(section))
        {
            problems.Add(page, section.Line, ProblemCodes.ExtraParameter,
                $"'### {section.Title}' says what '{PageSchema.ParametersFrom}' brings. Delete the section.");
        }

        if (section.Blocks.OfType<FencedCodeBlock>().FirstOrDefault(code => code.Info is "yaml") is { } yaml)
        {
            problems.Add(page, MarkdownPage.LineOf(yaml), ProblemCodes.Headings,
                "Type, aliases and position of a parameter are read from the cmdlet. Take the yaml block out.");
        }
    }

    private static string Text(Section section) => string.Join('\n', PlainText.Paragraphs(section.Blocks));

    private string Suggestion(string heading)
    {
        ParameterShape? near = cmdlet.FindParameter(heading.TrimStart('-'));
        return near is null ? "Delete the section." : $"The parameter's name is '-{near.Name}'.";
    }
}

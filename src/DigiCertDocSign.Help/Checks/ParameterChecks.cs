using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;

namespace DigiCertDocSign.Help.Checks;

/// <summary>PARAMETERS against the cmdlet: one section for each, none besides.</summary>
internal sealed class ParameterChecks(CmdletShape cmdlet, MarkdownPage page, ProblemList problems)
{
    public static string Heading(ParameterShape parameter) => "-" + parameter.Name;

    public void Check(Section title)
    {
        if (title.Find(PageSchema.Parameters) is not { } section)
        {
            return;
        }

        IEnumerable<string> wanted = cmdlet.Parameters
            .Where(parameter => !PageSchema.StandardParameterTexts.ContainsKey(parameter.Name))
            .Select(Heading)
            .Append(PageSchema.CommonParameters);
        foreach (string heading in wanted.Where(heading => section.Children.TrueForAll(child => child.Title != heading)))
        {
            problems.Add(page, section.Line, ProblemCodes.MissingParameter, $"The section '### {heading}' is missing.");
        }

        foreach (IGrouping<string, Section> same in section.Children.GroupBy(child => child.Title))
        {
            CheckSection(same);
        }
    }

    private void CheckSection(IGrouping<string, Section> same)
    {
        Section section = same.First();
        if (section.Title != PageSchema.CommonParameters
            && !cmdlet.Parameters.Any(parameter => Heading(parameter) == section.Title))
        {
            problems.Add(page, section.Line, ProblemCodes.ExtraParameter,
                $"{cmdlet.Name} has no parameter for '### {section.Title}'. {Suggestion(section.Title)}");
        }
        else if (same.Count() > 1)
        {
            problems.Add(page, same.Last().Line, ProblemCodes.ExtraParameter, $"'### {section.Title}' stands here a second time.");
        }

        if (section.Blocks.OfType<FencedCodeBlock>().FirstOrDefault(code => code.Info is "yaml") is { } yaml)
        {
            problems.Add(page, MarkdownPage.LineOf(yaml), ProblemCodes.Headings,
                "Type, aliases and position of a parameter are read from the cmdlet. Take the yaml block out.");
        }
    }

    private string Suggestion(string heading)
    {
        ParameterShape? near = cmdlet.FindParameter(heading.TrimStart('-'));
        return near is null ? "Delete the section." : $"The parameter's name is '-{near.Name}'.";
    }
}

using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;

namespace DigiCertDocSign.Help.Checks;

/// <summary>EXAMPLES: enough of them, numbered, code first and then words, and each one of this cmdlet.</summary>
internal sealed partial class ExampleChecks(CmdletShape cmdlet, MarkdownPage page, ProblemList problems)
{
    private const int Fewest = 2;

    public void Check(Section title)
    {
        if (title.Find(PageSchema.Examples) is not { } section)
        {
            return;
        }

        if (section.Children.Count < Fewest)
        {
            problems.Add(page, section.Line, ProblemCodes.ExampleForm,
                $"There are {section.Children.Count} examples. Write at least {Fewest}: the everyday one, and one in a pipeline or "
                    + "script.");
        }

        for (int i = 0; i < section.Children.Count; i++)
        {
            CheckExample(section.Children[i], number: i + 1);
        }
    }

    private void CheckExample(Section example, int number)
    {
        Match heading = ExampleHeading().Match(example.Title);
        if (!heading.Success || heading.Groups["number"].Value != number.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            Fault(example, $"The heading must be '### Example {number}: what it shows'.");
        }

        if (!example.HasText)
        {
            return;
        }

        if (!ExampleText.IsPowerShell(example.Blocks[0]))
        {
            Fault(example, "An example begins with its code, in a ```powershell block; Get-Help prints it before all words.");
            return;
        }

        if (!example.Blocks.OfType<ParagraphBlock>().Any())
        {
            Fault(example, "The example's code is not explained. Say under it what it does and what one sees.");
        }

        if (!CallsTheCmdlet((FencedCodeBlock)example.Blocks[0]))
        {
            Fault(example, $"The example does not call {cmdlet.Name}.");
        }
    }

    private bool CallsTheCmdlet(FencedCodeBlock block)
    {
        Ast code = Parser.ParseInput(PlainText.Code(block), out _, out _);
        return code.Find(
            ast => ast is CommandAst command && cmdlet.Name.Equals(command.GetCommandName(), StringComparison.OrdinalIgnoreCase),
            searchNestedScriptBlocks: true) is not null;
    }

    private void Fault(Section example, string message) =>
        problems.Add(page, example.Line, ProblemCodes.ExampleForm, message);

    [GeneratedRegex(@"^Example (?<number>\d+): \S")]
    private static partial Regex ExampleHeading();
}

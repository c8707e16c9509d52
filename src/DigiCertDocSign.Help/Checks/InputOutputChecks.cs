using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help.Checks;

/// <summary>INPUTS and OUTPUTS against the cmdlet's pipeline parameters and its [OutputType].</summary>
internal sealed class InputOutputChecks(CmdletShape cmdlet, MarkdownPage page, ProblemList problems)
{
    public void Check(Section title)
    {
        if (title.Find(PageSchema.Inputs) is { } inputs)
        {
            CheckInputs(inputs);
        }

        if (title.Find(PageSchema.Outputs) is { } outputs)
        {
            CheckOutputs(outputs);
        }
    }

    /// <summary>
    /// Every type that binds by value is told; more may be told, since a parameter of type PSObject takes types that only the
    /// text can name.
    /// </summary>
    private void CheckInputs(Section section)
    {
        ParameterUse[] piped = [.. cmdlet.Syntaxes.SelectMany(syntax => syntax.Uses).Where(use => use.ByValue || use.ByPropertyName)];
        string[] told = [.. section.Children.Select(child => child.Title)];
        if (piped.Length == 0)
        {
            if (told is not [PageSchema.None])
            {
                problems.Add(page, section.Line, ProblemCodes.Inputs,
                    $"{cmdlet.Name} takes nothing from the pipeline. Write '### {PageSchema.None}' and nothing else.");
            }

            return;
        }

        if (told.Length == 0 || told.Contains(PageSchema.None))
        {
            problems.Add(page, section.Line, ProblemCodes.Inputs,
                $"{cmdlet.Name} takes input from the pipeline. Name each type in a '###' heading.");
        }

        IEnumerable<string> untold = piped.Where(use => use.ByValue).Select(use => ElementName(use.Parameter.Type)).Distinct();
        foreach (string type in untold.Where(type => !told.Contains(type)))
        {
            problems.Add(
                page, section.Line, ProblemCodes.Inputs, $"'### {type}', which {cmdlet.Name} takes from the pipeline, is missing.");
        }
    }

    private void CheckOutputs(Section section)
    {
        IReadOnlyList<string> built = cmdlet.OutputTypes.Count > 0 ? cmdlet.OutputTypes : [PageSchema.None];
        string[] told = [.. section.Children.Select(child => child.Title)];
        foreach (string type in built.Except(told))
        {
            problems.Add(
                page, section.Line, ProblemCodes.Outputs, $"'### {type}', which {cmdlet.Name} declares as its output, is missing.");
        }

        foreach (Section extra in section.Children.Where(child => !built.Contains(child.Title)))
        {
            problems.Add(page, extra.Line, ProblemCodes.Outputs,
                $"{cmdlet.Name} does not declare the output type '{extra.Title}', but: {string.Join(", ", built)}.");
        }
    }

    // The pipeline gives an array's elements one by one.
    private static string ElementName(Type type) => TypeNames.Full(type.IsArray ? type.GetElementType()! : type);
}

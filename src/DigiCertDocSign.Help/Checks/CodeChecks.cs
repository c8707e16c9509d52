using System.Management.Automation.Language;
using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;

namespace DigiCertDocSign.Help.Checks;

/// <summary>All PowerShell code on a page: it parses, and it calls the module's cmdlets as they are built.</summary>
/// <param name="cmdlets">Those of the module.</param>
/// <param name="nounPrefix">What their nouns begin with: a command of that kind that is none of them is a mistake.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class CodeChecks(IReadOnlyList<CmdletShape> cmdlets, string nounPrefix, ProblemList problems)
{
    private readonly Dictionary<string, CmdletShape> _cmdletsByName =
        cmdlets.ToDictionary(cmdlet => cmdlet.Name, StringComparer.OrdinalIgnoreCase);

    public void Check(MarkdownPage page)
    {
        foreach (FencedCodeBlock block in page.Document.Descendants<FencedCodeBlock>().Where(ExampleText.IsPowerShell))
        {
            ScriptBlockAst code = Parser.ParseInput(PlainText.Code(block), out _, out ParseError[] errors);
            foreach (ParseError error in errors)
            {
                problems.Add(page, LineIn(block, error.Extent), ProblemCodes.CodeDoesNotParse, error.Message.ReplaceLineEndings(" "));
            }

            foreach (CommandAst command in code.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
            {
                foreach ((IScriptExtent extent, string message) in Faults(command, code))
                {
                    problems.Add(page, LineIn(block, extent), ProblemCodes.CodeDoesNotFit, message);
                }
            }
        }
    }

    // The block's own line is its opening fence.
    private static int LineIn(FencedCodeBlock block, IScriptExtent extent) => MarkdownPage.LineOf(block) + extent.StartLineNumber;

    private IEnumerable<(IScriptExtent Extent, string Message)> Faults(CommandAst command, ScriptBlockAst code)
    {
        string name = command.GetCommandName() ?? "";
        if (_cmdletsByName.TryGetValue(name, out CmdletShape? cmdlet))
        {
            return ParameterFaults(command, cmdlet).Concat(SplatFaults(command, cmdlet, code));
        }

        int dash = name.IndexOf('-', StringComparison.Ordinal);
        bool looksLikeOurs = dash > 0 && name[(dash + 1)..].StartsWith(nounPrefix, StringComparison.OrdinalIgnoreCase);
        return looksLikeOurs ? [(command.Extent, $"The module has no cmdlet '{name}'.")] : [];
    }

    private static IEnumerable<(IScriptExtent Extent, string Message)> ParameterFaults(CommandAst command, CmdletShape cmdlet)
    {
        for (int i = 1; i < command.CommandElements.Count; i++)
        {
            if (command.CommandElements[i] is not CommandParameterAst given)
            {
                continue;
            }

            if (!IsKnown(cmdlet, given.ParameterName))
            {
                yield return (given.Extent,
                    $"{cmdlet.Name} has no parameter '-{given.ParameterName}' (names are written out in examples).");
                continue;
            }

            Ast? value = given.Argument ?? command.CommandElements.ElementAtOrDefault(i + 1);
            if (cmdlet.FindParameter(given.ParameterName) is { AcceptedValues.Count: > 0 } parameter
                && value is StringConstantExpressionAst text
                && !parameter.AcceptedValues.Contains(text.Value, StringComparer.OrdinalIgnoreCase))
            {
                yield return (text.Extent,
                    $"-{parameter.Name} does not take '{text.Value}'. It takes: {string.Join(", ", parameter.AcceptedValues)}.");
            }
        }
    }

    /// <summary>The keys of <c>$order = @{ … }; New-Order @order</c>, where both stand in the same block.</summary>
    private static IEnumerable<(IScriptExtent Extent, string Message)> SplatFaults(
        CommandAst command, CmdletShape cmdlet, ScriptBlockAst code)
    {
        IEnumerable<string> splatted = command.CommandElements
            .OfType<VariableExpressionAst>()
            .Where(variable => variable.Splatted)
            .Select(variable => variable.VariablePath.UserPath);
        foreach (string name in splatted)
        {
            IEnumerable<StringConstantExpressionAst> unknown = code
                .FindAll(ast => ast is AssignmentStatementAst, searchNestedScriptBlocks: true)
                .Cast<AssignmentStatementAst>()
                .Where(assignment => assignment.Left is VariableExpressionAst target
                    && target.VariablePath.UserPath.Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(assignment => (assignment.Right as CommandExpressionAst)?.Expression)
                .OfType<HashtableAst>()
                .SelectMany(table => table.KeyValuePairs.Select(pair => pair.Item1))
                .OfType<StringConstantExpressionAst>()
                .Where(key => !IsKnown(cmdlet, key.Value));
            foreach (StringConstantExpressionAst key in unknown)
            {
                yield return (key.Extent, $"{cmdlet.Name} has no parameter '-{key.Value}'.");
            }
        }
    }

    private static bool IsKnown(CmdletShape cmdlet, string parameter) =>
        cmdlet.FindParameter(parameter) is not null
        || System.Management.Automation.Cmdlet.CommonParameters.Contains(parameter);
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DigiCertDocSign.Cmdlets.Connections;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Completes the names of the runspace's open connections, quoted where a name has a blank. Never asks the server.</summary>
public sealed class ConnectionNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        WildcardPattern pattern = WildcardPattern.Get((wordToComplete ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return ConnectionStore.All
            .Where(connection => pattern.IsMatch(connection.Name))
            .Select(connection => new CompletionResult(
                connection.Name.Any(char.IsWhiteSpace) ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(connection.Name)}'" : connection.Name,
                connection.Name,
                CompletionResultType.ParameterValue,
                connection.BaseUri.ToString()));
    }
}

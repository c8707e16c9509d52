using System.Management.Automation.Language;

namespace DigiCertDocSign.Shell.Running;

/// <summary>Runs a script file with arguments, and tells its exit code.</summary>
internal sealed class ScriptRun(ShellSession session)
{
    public int Run(string path, IReadOnlyList<string> arguments)
    {
        // 'exit 3' in a script file ends only the file: it leaves 3 in $LASTEXITCODE and makes $? false. A native command
        // that failed leaves its code as well but $? true, as it is not the script's own word. No code at all and $? false:
        // the script could not start (parse error, missing parameter).
        string invocation = $$"""
            $global:LASTEXITCODE = $null
            & {{Quoted(path)}} {{string.Join(' ', arguments.Select(Argument))}}
            if (-not $?) { if ($null -eq $LASTEXITCODE) { exit 1 } else { exit $LASTEXITCODE } }
            """;
        return session.Run(shell => shell.AddScript(invocation, useLocalScope: false)) switch
        {
            RunOutcome.Stopped => ExitCodes.Interrupted,
            RunOutcome.Failed => ExitCodes.Failed,
            _ => session.Host.ExitCode ?? ExitCodes.Done,
        };
    }

    /// <summary>As pwsh -File reads them: -Name and -Name:Value are parameters, all else is a value and nothing but text.</summary>
    private static string Argument(string argument)
    {
        if (!argument.StartsWith('-') || argument.Length < 2 || !(char.IsLetter(argument[1]) || argument[1] == '_'))
        {
            return Quoted(argument);
        }

        int colon = argument.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? argument : argument[..colon];
        if (!name.Skip(1).All(character => char.IsLetterOrDigit(character) || character == '_'))
        {
            return Quoted(argument);
        }

        return colon < 0 ? name : name + ":" + Value(argument[(colon + 1)..]);
    }

    // A command line has only text; -Switch:$false is the one value that text cannot say.
    private static string Value(string text) =>
        text.Equals("$true", StringComparison.OrdinalIgnoreCase) || text.Equals("$false", StringComparison.OrdinalIgnoreCase)
            ? text
            : Quoted(text);

    private static string Quoted(string text) => "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";
}

using System.Management.Automation.Language;
using System.Text;

namespace DigiCertDocSign.Shell.Running;

/// <summary>Reads commands line by line and runs them until 'exit' or the end of input.</summary>
internal sealed class PromptLoop(ShellSession session)
{
    private const string Prompt = "DocSigning> ";
    private const string Continuation = ">> ";

    public int Run()
    {
        Loop(Prompt, nested: false, () => session.Host.ExitCode is null);
        return session.Host.ExitCode ?? ExitCodes.Done;
    }

    /// <summary>The prompt inside a running command, as 'Suspend' in a confirmation opens it; 'exit' goes back to the command.</summary>
    public void RunNested(Func<bool> goesOn) => Loop("(suspended) " + Prompt, nested: true, goesOn);

    private void Loop(string prompt, bool nested, Func<bool> goesOn)
    {
        while (goesOn())
        {
            session.Interruption.Reset();
            string? command;
            try
            {
                command = ReadCommand(prompt);
            }
            catch (OperationCanceledException)
            {
                session.Host.Screen.WriteLine("");
                continue;
            }

            if (command is null)
            {
                return;
            }

            if (command.Length > 0)
            {
                session.Run(shell => shell.AddScript(command, useLocalScope: false), nested);
            }
        }
    }

    /// <summary>One whole command, over as many lines as the parser wants; null at the end of input.</summary>
    private string? ReadCommand(string prompt)
    {
        var text = new StringBuilder();
        while (true)
        {
            session.Host.Screen.Write(text.Length == 0 ? prompt : Continuation);
            string? line = session.Host.Input.ReadLine(session.Interruption.Token);
            if (line is null)
            {
                return text.Length == 0 ? null : text.ToString();
            }

            // No line end after the last line: the parser calls input incomplete only where it ends.
            text.Append(text.Length == 0 ? "" : Environment.NewLine).Append(line);
            // An empty line ends a command that the parser still holds open, so that one cannot get caught in it.
            if (string.IsNullOrWhiteSpace(line) || !IsIncomplete(text.ToString()))
            {
                return text.ToString().Trim();
            }
        }
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        // Only where the first error is the missing end: no further line makes 'if ) {' right.
        return errors.Length > 0 && errors[0].IncompleteInput;
    }
}

using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using DigiCertDocSign.Shell.Prompts;
using DigiCertDocSign.Shell.Running;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>PowerShell's streams and questions on this console.</summary>
internal sealed class ShellUserInterface : PSHostUserInterface
{
    private readonly Screen _screen;
    private readonly IInput _input;
    private readonly Interruption _interruption;

    public ShellUserInterface(Screen screen, IInput input, Interruption interruption)
    {
        _screen = screen;
        _input = input;
        _interruption = interruption;
        RawUI = new RawScreen(_input, _interruption);
    }

    public override PSHostRawUserInterface RawUI { get; }

    public override bool SupportsVirtualTerminal => Screen.HasEscapeSequences;

    public override void Write(string value) => _screen.Write(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        _screen.Write(value, foregroundColor);

    public override void WriteLine(string value) => _screen.WriteLine(value);

    public override void WriteErrorLine(string value) => _screen.WriteErrorLine(value);

    public override void WriteWarningLine(string message) => _screen.WriteLine("WARNING: " + message, ConsoleColor.Yellow);

    public override void WriteVerboseLine(string message) => _screen.WriteLine("VERBOSE: " + message, ConsoleColor.Yellow);

    public override void WriteDebugLine(string message) => _screen.WriteLine("DEBUG: " + message, ConsoleColor.Yellow);

    public override void WriteProgress(long sourceId, ProgressRecord record) => _screen.ShowProgress(sourceId, record);

    public override string ReadLine() => Line("a line of text");

    public override SecureString ReadLineAsSecureString() => Secret("a secret");

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions) =>
        new FieldPrompt(this).Ask(caption, message, descriptions);

    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        new ChoicePrompt(this).Ask(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        Heading(caption, message);
        string user = userName;
        while (string.IsNullOrWhiteSpace(user))
        {
            Write("User: ");
            user = Line("a user name");
        }

        Write($"Password for user {user}: ");
        return new PSCredential(user, Secret("a password"));
    }

    internal void Heading(string caption, string message)
    {
        foreach (string line in new[] { caption, message }.Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            WriteLine(line);
        }
    }

    internal string Line(string asked) =>
        Answers.Whole(() => _input.ReadLine(_interruption.Token)) ?? throw Answers.NoMoreInput(asked);

    internal SecureString Secret(string asked) =>
        Answers.Whole(() => _input.ReadSecret(_interruption.Token)) ?? throw Answers.NoMoreInput(asked);
}

using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace DigiCertDocSign.Tests.Engine;

/// <summary>Keeps what is written and what is asked; asks nobody, so that a prompt for which a test has no answer is a failure.</summary>
internal sealed class RecordingUserInterface : PSHostUserInterface
{
    private readonly StringBuilder _text = new();
    private readonly Queue<string> _answers = new();

    public string Text => _text.ToString();

    public override PSHostRawUserInterface RawUI { get; } = new FixedRawUserInterface();

    public override bool SupportsVirtualTerminal => false;

    public string Take()
    {
        string text = _text.ToString();
        _text.Clear();
        return text;
    }

    /// <param name="labels">As the prompts show them, one for each.</param>
    public void Answer(params string[] labels) => Array.ForEach(labels, _answers.Enqueue);

    public override void Write(string value) => _text.Append(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => _text.Append(value);

    public override void WriteLine(string value) => _text.Append(value).Append('\n');

    public override void WriteErrorLine(string value) => WriteLine(value);

    public override void WriteDebugLine(string message) => WriteLine(message);

    public override void WriteVerboseLine(string message) => WriteLine(message);

    public override void WriteWarningLine(string message) => WriteLine(message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => throw new NotSupportedException("Nobody answers in a test.");

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException("Nobody answers in a test.");

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new NotSupportedException($"Nobody answers in a test: {caption} {message}");

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        if (!_answers.TryDequeue(out string? answer))
        {
            throw new NotSupportedException($"Nobody answers in a test: {caption} {message}");
        }

        WriteLine($"{caption} {message} {answer}");
        return choices.Select(choice => choice.Label.Replace("&", "", StringComparison.Ordinal)).ToList().IndexOf(answer);
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException($"Nobody answers in a test: {caption} {message}");

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        throw new NotSupportedException($"Nobody answers in a test: {caption} {message}");
}

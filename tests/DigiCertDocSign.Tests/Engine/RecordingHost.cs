using System.Globalization;
using System.Management.Automation.Host;

namespace DigiCertDocSign.Tests.Engine;

/// <summary>A host without a screen: it keeps what a console would have shown.</summary>
internal sealed class RecordingHost : PSHost
{
    private readonly RecordingUserInterface _ui = new();

    public string Text => _ui.Text;

    public override string Name => "DigiCertDocSign.Tests";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override PSHostUserInterface UI => _ui;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    public string TakeText() => _ui.Take();

    /// <param name="labels">What somebody answers to the next prompts, as they show it.</param>
    public void Answer(params string[] labels) => _ui.Answer(labels);
}

using System.Globalization;
using System.Management.Automation.Host;
using DigiCertDocSign.Shell.Running;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>What PowerShell calls the host: this console program.</summary>
internal sealed class ShellHost : PSHost
{
    private readonly Action<Func<bool>> _runNestedPrompt;
    private int _nestedPrompts;
    private int _nestedToLeave;

    /// <param name="interruption">Ctrl+C; ends every question.</param>
    /// <param name="runNestedPrompt">Reads and runs commands as long as its argument says so.</param>
    public ShellHost(Interruption interruption, Action<Func<bool>> runNestedPrompt)
    {
        _runNestedPrompt = runNestedPrompt;
        Screen = new Screen(TimeProvider.System);
        Input = Console.IsInputRedirected ? new PipedInput(Console.In) : new KeyboardInput(Screen);
        UI = new ShellUserInterface(Screen, Input, interruption);
    }

    public Screen Screen { get; }

    public IInput Input { get; }

    /// <summary>The code of 'exit' once it was called outside a script file; null as long as the shell goes on.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "DigiCertDocSign.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI { get; }

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode)
    {
        if (_nestedPrompts > 0)
        {
            ExitNestedPrompt();
        }
        else
        {
            ExitCode = exitCode;
        }
    }

    public override void EnterNestedPrompt()
    {
        _nestedPrompts++;
        try
        {
            _runNestedPrompt(() => _nestedToLeave == 0);
        }
        finally
        {
            _nestedPrompts--;
            _nestedToLeave = Math.Max(0, _nestedToLeave - 1);
        }
    }

    public override void ExitNestedPrompt() => _nestedToLeave = _nestedPrompts > 0 ? 1 : 0;

    // A native program shares this console as it is; there is nothing to put aside for it.
    public override void NotifyBeginApplication() => Screen.EndProgress();

    public override void NotifyEndApplication()
    {
    }
}

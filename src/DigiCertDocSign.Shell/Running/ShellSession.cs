using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigiCertDocSign.Shell.Terminal;

namespace DigiCertDocSign.Shell.Running;

/// <summary>One PowerShell engine on this console. Commands run on the caller's thread, their output goes to the console.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly Runspace _runspace;

    public ShellSession()
    {
        Interruption = new Interruption();
        Host = new ShellHost(Interruption, nested => new PromptLoop(this).RunNested(nested));
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Windows starts with 'Restricted', which refuses even the module's own psm1. A group policy still wins.
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned;
        }

        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
    }

    public ShellHost Host { get; }

    public Interruption Interruption { get; }

    public bool ImportModule(string path) =>
        Run(shell => shell
            .AddCommand("Import-Module")
            .AddParameter("Name", path)
            .AddParameter("Global")
            .AddParameter("ErrorAction", ActionPreference.Stop)) == RunOutcome.Completed;

    /// <summary>Runs one pipeline with everything it writes shown on the console, as a console host would show it.</summary>
    public RunOutcome Run(Action<PowerShell> build, bool nested = false)
    {
        using PowerShell shell = NewPipeline(nested);
        build(shell);
        // Out-Default shows errors too: in their place among the output, in the engine's own error view.
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        using IDisposable guard = Interruption.Guard(shell);
        try
        {
            shell.Invoke();
            return shell.InvocationStateInfo.State == PSInvocationState.Stopped ? RunOutcome.Stopped : RunOutcome.Completed;
        }
        catch (PipelineStoppedException)
        {
            return RunOutcome.Stopped;
        }
        catch (RuntimeException failure)
        {
            Host.Screen.EndProgress();
            Show(new ErrorRecord(failure.ErrorRecord, failure), nested);
            return RunOutcome.Failed;
        }
        finally
        {
            Host.Screen.EndProgress();
        }
    }

    public void Dispose()
    {
        _runspace.Dispose();
        Interruption.Dispose();
    }

    private PowerShell NewPipeline(bool nested)
    {
        if (nested)
        {
            return PowerShell.Create(RunspaceMode.CurrentRunspace);
        }

        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        return shell;
    }

    private void Show(ErrorRecord error, bool nested)
    {
        // Out-Default takes a record from a pipeline's input for output like any other; where it goes is for us to say.
        using IDisposable redirected = Host.Screen.OutputAsErrors();
        using PowerShell shell = NewPipeline(nested);
        shell.AddCommand("Out-Default").Invoke(new[] { error });
    }
}

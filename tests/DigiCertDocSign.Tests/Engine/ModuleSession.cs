using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace DigiCertDocSign.Tests.Engine;

/// <summary>The PowerShell engine with the staged module imported, as a user has it.</summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;

    public ModuleSession()
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        state.ImportPSModule(Repository.Manifest);
        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.Open();
    }

    public RecordingHost Host { get; } = new();

    /// <summary>Runs a script; variables are named as in the script, without the dollar sign.</summary>
    public ScriptRun Run(string script, params (string Name, object? Value)[] variables)
    {
        using PowerShell shell = NewShell(script, variables);
        var output = new List<PSObject>();
        ErrorRecord? terminating = null;
        try
        {
            shell.Invoke(input: null, output, settings: null);
        }
        catch (RuntimeException exception)
        {
            terminating = exception.ErrorRecord;
        }

        return new ScriptRun(output, terminating, shell.Streams);
    }

    /// <summary>A shell with the script and its variables, for those who start and stop it themselves.</summary>
    public PowerShell NewShell(string script, params (string Name, object? Value)[] variables)
    {
        foreach ((string name, object? value) in variables)
        {
            _runspace.SessionStateProxy.SetVariable(name, value);
        }

        var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    public static PSObject Input(params (string Name, object? Value)[] properties)
    {
        var input = new PSObject();
        foreach ((string name, object? value) in properties)
        {
            input.Properties.Add(new PSNoteProperty(name, value));
        }

        return input;
    }

    public void Dispose() => _runspace.Dispose();
}

using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;

namespace DigiCertDocSign.Benchmarks.Engine;

/// <summary>The engine with the staged module, connected to a server on loopback.</summary>
internal sealed class EngineSession : IDisposable
{
    private readonly Runspace _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());

    public EngineSession(Uri server, string folder)
    {
        _runspace.Open();
        using PowerShell shell = New();
        shell
            .AddScript("param($module, $key, $uri, $journal) Import-Module $module; Connect-DocSigning -ApiKey $key -BaseUri $uri "
                + "-JournalPath $journal -RateLimit '2000/1' -SkipValidation")
            .AddParameter("module", Repository.Manifest)
            .AddParameter("key", new NetworkCredential("", "a-key-of-nobody").SecurePassword)
            .AddParameter("uri", server)
            .AddParameter("journal", Path.Combine(folder, "journal.db"))
            .Invoke();
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(shell.Streams.Error[0].ToString());
        }
    }

    public PowerShell New() => PowerShell.Create(_runspace);

    public void Dispose() => _runspace.Dispose();
}

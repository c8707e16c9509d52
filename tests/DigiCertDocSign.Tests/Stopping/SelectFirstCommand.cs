using System.Management.Automation;
using System.Reflection;

namespace DigiCertDocSign.Tests.Stopping;

/// <summary>Select-Object -First 1, which is in no assembly of the engine: passes one object on and stops those who write to it.</summary>
[Cmdlet(VerbsCommon.Select, "First")]
[OutputType(typeof(object))]
public sealed class SelectFirstCommand : PSCmdlet
{
    // The engine keeps the exception by which Select-Object says this to itself.
    private static readonly Type StopUpstream =
        typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        throw (Exception)Activator.CreateInstance(
            StopUpstream, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, binder: null, [this], culture: null)!;
    }
}

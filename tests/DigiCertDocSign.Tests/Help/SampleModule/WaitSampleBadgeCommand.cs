using System.Management.Automation;

namespace DigiCertDocSign.Tests.Help.SampleModule;

/// <summary>Waits until it is stopped, and says so; what Ctrl+C is tried on.</summary>
[Cmdlet(VerbsLifecycle.Wait, "SampleBadge")]
public sealed class WaitSampleBadgeCommand : PSCmdlet, IDisposable
{
    private readonly ManualResetEventSlim _stopped = new();

    [Parameter]
    public SwitchParameter NoWait { get; set; }

    [Parameter]
    public int TimeoutSec { get; set; } = 100;

    protected override void ProcessRecord()
    {
        WriteProgress(new ProgressRecord(1, "Waiting for a badge", "nobody came") { PercentComplete = 40 });
        WriteWarning("this takes a while");
        if (!NoWait)
        {
            _stopped.Wait(TimeSpan.FromSeconds(TimeoutSec));
        }
    }

    protected override void StopProcessing() => _stopped.Set();

    public void Dispose() => _stopped.Dispose();
}

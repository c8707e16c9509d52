using System.Management.Automation;
using CertCentral.Sandbox;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Connections;

[Cmdlet(
    VerbsCommon.Step, "DocSigningSandbox",
    DefaultParameterSetName = DaysSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DocSigningConnection))]
public sealed class StepDocSigningSandboxCommand : ConnectedCmdlet
{
    private const string DaysSet = "Days";
    private const string DateSet = "Date";
    private const int MostDays = 3660;

    [Parameter(
        ParameterSetName = DaysSet,
        Mandatory = true,
        Position = 0)]
    [ValidateRange(0.0, (double)MostDays)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public double Days { get; set; }

    [Parameter(
        ParameterSetName = DateSet,
        Mandatory = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DateTime To { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => RunWhole(() =>
    {
        SandboxHandler sandbox = Target.Sandbox ?? throw ConnectionFaults.NotASandbox(Target);
        DateTimeOffset now = Target.Time.GetLocalNow();
        DateTimeOffset then = ParameterSetName == DateSet ? SandboxDates.Read(nameof(To), To) : now.AddDays(Days);
        if (then < now)
        {
            throw ConnectionFaults.ClockGoesBack(now, then);
        }

        if (then - now > TimeSpan.FromDays(MostDays))
        {
            throw ConnectionFaults.ClockGoesTooFar(now, then, MostDays);
        }

        string words = FormattableString.Invariant(
            $"Turn the clock of the sandbox '{Target.Name}' from {now:yyyy-MM-dd HH:mm} to {then:yyyy-MM-dd HH:mm}; its orders move on");
        if (ShouldProcess($"{words}.", $"{words}. Go on?", "Turn the clock"))
        {
            sandbox.TurnClock(then - now);
            if (PassThru)
            {
                WriteObject(Target);
            }
        }

        return Task.CompletedTask;
    });
}

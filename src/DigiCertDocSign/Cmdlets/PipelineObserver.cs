using System.Globalization;
using System.Management.Automation;
using CertCentral;

namespace DigiCertDocSign.Cmdlets;

/// <summary>Shows each call on the verbose stream, its bodies on the debug stream, and a long wait as progress.</summary>
internal sealed class PipelineObserver(DocSigningCmdlet cmdlet) : IBodyObserver
{
    private const int WaitActivity = 7301;
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    private bool _waitShown;

    public bool SeesBodies { get; } = cmdlet.ShowsDebug;

    public void OnBody(CallBody body) => cmdlet.Show(() => cmdlet.WriteDebug(body.StatusCode is { } status
        ? string.Format(CultureInfo.InvariantCulture, "{0} {1} was answered with {2}: {3}", body.Method, body.Path, status, body.Text)
        : $"{body.Method} {body.Path} has sent: {body.Text}"));

    public void OnCompleted(CallTrace trace)
    {
        cmdlet.Figures.CountCall(cmdlet.CommandName, trace);
        cmdlet.Show(() => Write(trace));
    }

    public void OnWaiting(CallWait wait) => cmdlet.Show(() =>
    {
        string text = string.Format(
            CultureInfo.InvariantCulture, "{0} {1} waits {2:0.#} s ({3})", wait.Method, wait.Path, wait.Duration.TotalSeconds, wait.Reason);
        cmdlet.WriteVerbose(text);
        if (wait.Duration >= Noticeable)
        {
            _waitShown = true;
            cmdlet.WriteProgress(
                new ProgressRecord(WaitActivity, "CertCentral", text) { SecondsRemaining = (int)wait.Duration.TotalSeconds });
        }
    });

    public void OnWarning(string message) => cmdlet.Show(() => cmdlet.WriteWarning(message));

    private void Write(CallTrace trace)
    {
        cmdlet.WriteVerbose(string.Format(
            CultureInfo.InvariantCulture,
            "{0} {1}: {2} in {3:0} ms{4}",
            trace.Method,
            trace.Path,
            trace.StatusCode is { } status ? status.ToString(CultureInfo.InvariantCulture) : trace.Failure,
            trace.Duration.TotalMilliseconds,
            trace.Attempt > 1 ? $", attempt {trace.Attempt}" : ""));
        if (_waitShown)
        {
            _waitShown = false;
            cmdlet.WriteProgress(new ProgressRecord(WaitActivity, "CertCentral", "Sent") { RecordType = ProgressRecordType.Completed });
        }
    }
}

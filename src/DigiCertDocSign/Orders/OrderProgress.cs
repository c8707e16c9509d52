using System.Globalization;
using System.Management.Automation;

namespace DigiCertDocSign.Commands;

/// <summary>Shows how far a run has come: done, left, rate and time to go. How many are left is known when a plan is piped in.</summary>
internal sealed class OrderProgress(Cmdlet cmdlet)
{
    private const int Activity = 7303;
    private const string Title = "Ordering document signing certificates";
    private bool _shown;

    /// <summary>How many rows there will be; null when the pipeline does not tell.</summary>
    public int? Total { get; set; }

    public void Show(OrderRunSummary summary)
    {
        int done = summary.Placed + summary.AlreadyOrdered + summary.Failed + summary.InDoubt;

        // One order needs no progress.
        if (done == 0 || (done == 1 && Total is null))
        {
            return;
        }

        _shown = true;
        double perMinute = summary.Duration > TimeSpan.Zero ? done / summary.Duration.TotalMinutes : 0;
        string left = Total is { } total ? $" of {total}" : "";
        var record = new ProgressRecord(Activity, Title, string.Format(
            CultureInfo.CurrentCulture,
            "{0}{1} done: {2} placed, {3} already ordered, {4} failed; {5:0.#} a minute",
            done, left, summary.Placed, summary.AlreadyOrdered, summary.Failed, perMinute));
        if (Total is { } all && all >= done)
        {
            record.PercentComplete = 100 * done / Math.Max(1, all);
            record.SecondsRemaining = perMinute > 0 ? (int)Math.Min(int.MaxValue, (all - done) / perMinute * 60) : -1;
        }

        cmdlet.WriteProgress(record);
    }

    public void Complete()
    {
        if (_shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(Activity, Title, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}

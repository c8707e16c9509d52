using System.Globalization;
using System.Management.Automation;

namespace DigiCertDocSign.Commands;

/// <summary>Shows how far a run has come: done, left, rate and time to go. How many are left is known when a plan is piped in.</summary>
internal sealed class OrderProgress(Cmdlet cmdlet)
{
    private const int Activity = 7303;
    private const string Title = "Ordering document signing certificates";

    // Each record is drawn: one for every order would slow a run down, most of all in Windows PowerShell.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RateAfter = TimeSpan.FromSeconds(5);

    private bool _shown;
    private TimeSpan _shownAt;

    /// <summary>How many rows there will be; null when the pipeline does not tell.</summary>
    public int? Total { get; set; }

    public void Show(OrderRunSummary summary)
    {
        int done = summary.Placed + summary.AlreadyOrdered + summary.Failed + summary.InDoubt;

        // One order needs no progress.
        if (done == 0 || (done == 1 && Total is null) || (_shown && done != Total && summary.Duration - _shownAt < Pause))
        {
            return;
        }

        (_shown, _shownAt) = (true, summary.Duration);
        cmdlet.WriteProgress(Record(summary, done));
    }

    public void Complete()
    {
        if (_shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(Activity, Title, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Record(OrderRunSummary summary, int done)
    {
        string of = Total is { } total ? $" of {total}" : "";
        string text = $"{done}{of} done: {summary.Placed} placed, {summary.AlreadyOrdered} already ordered, {summary.Failed} failed";

        // The first orders tell nothing of the rate: the limit lets a hundred through at once.
        double perMinute = summary.Duration >= RateAfter ? done / summary.Duration.TotalMinutes : 0;
        var record = new ProgressRecord(Activity, Title, perMinute > 0 ? string.Format(CultureInfo.CurrentCulture, "{0}; {1:0.#} a minute", text, perMinute) : text);
        if (Total is { } all && all >= done)
        {
            record.PercentComplete = 100 * done / Math.Max(1, all);
            record.SecondsRemaining = perMinute > 0 ? (int)Math.Min(int.MaxValue, (all - done) / perMinute * 60) : -1;
        }

        return record;
    }
}

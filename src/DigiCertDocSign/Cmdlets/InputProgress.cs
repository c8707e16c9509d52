using System.Globalization;
using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets;

/// <summary>Shows how far the inputs of a pipeline have come: done, left, rate and time to go.</summary>
/// <param name="cmdlet">Whose pipeline it is.</param>
/// <param name="activity">Tells it from the other progress of the module.</param>
/// <param name="title">What is done with the inputs.</param>
internal sealed class InputProgress(DocSigningCmdlet cmdlet, int activity, string title)
{
    // Each record is drawn: one for every input would slow a run down, most of all in Windows PowerShell.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RateAfter = TimeSpan.FromSeconds(5);

    private bool _shown;
    private TimeSpan _shownAt;

    /// <summary>How many inputs there will be; null when the pipeline does not tell.</summary>
    public int? Total { get; set; }

    /// <param name="done">How many inputs are done, well or not.</param>
    /// <param name="counts">What became of them, in words.</param>
    /// <param name="elapsed">Since the first input.</param>
    public void Show(int done, string counts, TimeSpan elapsed)
    {
        // One input needs no progress.
        if (done == 0 || (done == 1 && Total is null) || (_shown && done != Total && elapsed - _shownAt < Pause))
        {
            return;
        }

        (_shown, _shownAt) = (true, elapsed);
        cmdlet.WriteProgress(Record(done, counts, elapsed));
    }

    public void Complete()
    {
        cmdlet.CatchUp();
        if (_shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(activity, title, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Record(int done, string counts, TimeSpan elapsed)
    {
        string of = Total is { } total ? $" of {total}" : "";
        string text = $"{done}{of} done: {counts}";

        // The first inputs tell nothing of the rate: the limit lets a hundred orders through at once.
        double perMinute = elapsed >= RateAfter ? done / elapsed.TotalMinutes : 0;
        string withRate = perMinute > 0 ? string.Format(CultureInfo.CurrentCulture, "{0}; {1:0.#} a minute", text, perMinute) : text;
        var record = new ProgressRecord(activity, title, withRate);
        if (Total is { } all && all >= done)
        {
            record.PercentComplete = 100 * done / Math.Max(1, all);
            record.SecondsRemaining = perMinute > 0 ? (int)Math.Min(int.MaxValue, (all - done) / perMinute * 60) : -1;
        }

        return record;
    }
}

using System.Management.Automation;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>
/// Progress on standard error: on a terminal one line that is written over in place; in a file or pipe a plain line when
/// an activity begins and then at most one in <see cref="Pause"/>, since a log is read later.
/// </summary>
internal sealed class ProgressDisplay(TimeProvider time)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(long Source, int Activity), (string Text, long At)> _logged = [];
    private int _shownColumns;

    public void Show(long sourceId, ProgressRecord record)
    {
        if (Console.IsErrorRedirected)
        {
            Log((sourceId, record.ActivityId), record);
        }
        else
        {
            Draw(record);
        }
    }

    /// <summary>Frees the terminal's line for other output; the next record draws it again.</summary>
    public void Hide()
    {
        if (_shownColumns > 0)
        {
            Console.Error.Write('\r' + new string(' ', _shownColumns) + '\r');
            _shownColumns = 0;
        }
    }

    public void End()
    {
        Hide();
        _logged.Clear();
    }

    private void Draw(ProgressRecord record)
    {
        Hide();
        if (record.RecordType == ProgressRecordType.Completed)
        {
            return;
        }

        // The last column stays free: writing into it would wrap the line, and a wrapped line cannot be written over.
        string text = Text(record);
        text = text.Length < Screen.Columns ? text : text[..(Screen.Columns - 1)];
        Console.Error.Write(text);
        _shownColumns = text.Length;
    }

    private void Log((long Source, int Activity) key, ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            _logged.Remove(key);
            return;
        }

        string text = Text(record);
        if (_logged.TryGetValue(key, out (string Text, long At) last)
            && (last.Text == text || time.GetElapsedTime(last.At) < Pause))
        {
            return;
        }

        Console.Error.WriteLine(text);
        _logged[key] = (text, time.GetTimestamp());
    }

    private static string Text(ProgressRecord record)
    {
        string percent = record.PercentComplete is >= 0 and <= 100 ? $" ({record.PercentComplete} %)" : "";
        string left = record.SecondsRemaining > 0 ? $", {TimeSpan.FromSeconds(record.SecondsRemaining):g} left" : "";
        string operation = string.IsNullOrWhiteSpace(record.CurrentOperation) ? "" : " - " + record.CurrentOperation;
        return $"{record.Activity}: {record.StatusDescription}{percent}{left}{operation}".ReplaceLineEndings(" ");
    }
}

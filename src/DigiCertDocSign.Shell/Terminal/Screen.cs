using System.Management.Automation;
using System.Management.Automation.Internal;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>
/// Everything that is shown. Output, warnings and the like go to standard output; errors and progress go to standard error,
/// so that a redirected output holds results only.
/// </summary>
internal sealed class Screen(TimeProvider time)
{
    /// <summary>Columns where the output is no window: what the module's views are made for.</summary>
    public const int ColumnsOfAFile = 120;

    private const int RowsOfAFile = 50;
    private readonly Lock _gate = new();
    private readonly ProgressDisplay _progress = new(time);
    private bool _outputIsErrors;

    public static bool IsOutputAWindow { get; } = !Console.IsOutputRedirected;

    /// <summary>
    /// Whether the output understands escape sequences; a Windows console does so only when told, and has colours without.
    /// </summary>
    public static bool HasEscapeSequences { get; } = IsOutputAWindow && !OperatingSystem.IsWindows() && AreColoursWanted();

    private static bool HasErrorEscapeSequences { get; } = !Console.IsErrorRedirected
        && !OperatingSystem.IsWindows()
        && AreColoursWanted();

    // A terminal that does not tell its size (a serial line, some CI logs) counts as a file.
    public static int Columns => IsOutputAWindow && Console.WindowWidth > 0 ? Console.WindowWidth : ColumnsOfAFile;

    public static int Rows => IsOutputAWindow && Console.WindowHeight > 0 ? Console.WindowHeight : RowsOfAFile;

    public void Write(string text, ConsoleColor? colour = null)
    {
        if (_outputIsErrors)
        {
            Put(Console.Error, text, HasErrorEscapeSequences, Console.IsErrorRedirected ? null : ConsoleColor.Red);
        }
        else
        {
            Put(Console.Out, text, HasEscapeSequences, IsOutputAWindow ? colour : null);
        }
    }

    public void WriteLine(string text, ConsoleColor? colour = null)
    {
        lock (_gate)
        {
            Write(text, colour);
            // Apart from the text: a coloured line end would colour the next line's background on some terminals.
            (_outputIsErrors ? Console.Error : Console.Out).WriteLine();
        }
    }

    public void WriteErrorLine(string text)
    {
        using (OutputAsErrors())
        {
            WriteLine(text);
        }
    }

    /// <summary>Until the result is disposed, what is written as output is an error's text.</summary>
    public IDisposable OutputAsErrors()
    {
        bool before = _outputIsErrors;
        _outputIsErrors = true;
        return new Restore(() => _outputIsErrors = before);
    }

    public void ShowProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
        {
            _progress.Show(sourceId, record);
        }
    }

    /// <summary>Takes away what is left of progress: its command is over.</summary>
    public void EndProgress()
    {
        lock (_gate)
        {
            _progress.End();
        }
    }

    private void Put(TextWriter target, string text, bool hasEscapeSequences, ConsoleColor? colour)
    {
        lock (_gate)
        {
            _progress.Hide();
            if (!hasEscapeSequences)
            {
                // PowerShell's table heads and errors bring their colours along; a file or a plain terminal wants the text.
                text = new StringDecorated(text).ToString(OutputRendering.PlainText);
            }

            if (colour is null || text.Length == 0 || text.Contains('\x1b') || !AreColoursWanted())
            {
                target.Write(text);
                return;
            }

            Console.ForegroundColor = colour.Value;
            target.Write(text);
            Console.ResetColor();
        }
    }

    private static bool AreColoursWanted() => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private sealed class Restore(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}

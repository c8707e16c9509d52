using System.Management.Automation.Host;
using DigiCertDocSign.Shell.Running;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>The console as a grid of cells; only what a terminal of every kind can do.</summary>
internal sealed class RawScreen(IInput input, Interruption interruption) : PSHostRawUserInterface
{
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override Size BufferSize
    {
        get => new(Screen.Columns, Screen.Rows);
        set => throw NotHere("resized");
    }

    /// <summary>
    /// Always the origin when asked: .NET asks the terminal itself, and waits for ever while a key is being read.
    /// </summary>
    public override Coordinates CursorPosition
    {
        get => new(0, 0);
        set
        {
            if (Screen.IsOutputAWindow)
            {
                Console.SetCursorPosition(value.X, value.Y);
            }
        }
    }

    public override int CursorSize { get; set; } = 25;

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Size MaxWindowSize => BufferSize;

    public override Coordinates WindowPosition
    {
        get => new(0, 0);
        set => throw NotHere("moved");
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw NotHere("resized");
    }

    public override string WindowTitle
    {
        get => OperatingSystem.IsWindows() ? Console.Title : "";
        set
        {
            if (Screen.IsOutputAWindow)
            {
                Console.Title = value;
            }
        }
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotHere("read back");

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        ConsoleKeyInfo key = Answers.Whole(() => input.ReadKey(interruption.Token)) ?? throw Answers.NoMoreInput("a key");
        var state = (ControlKeyStates)0;
        state |= key.Modifiers.HasFlag(ConsoleModifiers.Control) ? ControlKeyStates.LeftCtrlPressed : 0;
        state |= key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? ControlKeyStates.LeftAltPressed : 0;
        state |= key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? ControlKeyStates.ShiftPressed : 0;
        return new KeyInfo((int)key.Key, key.KeyChar, state, options.HasFlag(ReadKeyOptions.IncludeKeyDown));
    }

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw NotHere("scrolled");

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotHere("written cell by cell");

    /// <summary>Clear-Host calls it with a rectangle of -1; nothing else is possible on every terminal.</summary>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (rectangle is not { Left: -1, Top: -1, Right: -1, Bottom: -1 })
        {
            throw NotHere("written cell by cell");
        }

        if (Screen.IsOutputAWindow)
        {
            Console.Clear();
        }
    }

    private static HostException NotHere(string what) => new($"The window of this shell cannot be {what} by a command.");
}

using System.Management.Automation.Host;

namespace DigiCertDocSign.Tests.Engine;

/// <summary>A screen of 120 columns, the width that every view has to fit.</summary>
internal sealed class FixedRawUserInterface : PSHostRawUserInterface
{
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override Size BufferSize { get; set; } = new(120, 3000);

    public override Size WindowSize { get; set; } = new(120, 50);

    public override Size MaxWindowSize => new(120, 50);

    public override Size MaxPhysicalWindowSize => new(120, 50);

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; } = 1;

    public override Coordinates WindowPosition { get; set; }

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => false;

    public override void FlushInputBuffer()
    {
    }

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException("Nobody answers in a test.");

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
    {
    }

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
    {
    }
}

using CertCentral.Pacing;

namespace CertCentral.Tests.Pacing;

/// <summary>A store in memory that can be spoiled in every way.</summary>
internal sealed class SharedMemory : IPacingStore
{
    private bool _inUse;

    /// <summary>What the store holds.</summary>
    public MemoryStream Bytes { get; } = new();

    public HashSet<string> Names { get; } = [];

    public int Opened { get; private set; }

    /// <summary>How often it still turns out that somebody else has the count.</summary>
    public int TimesBusy { get; set; }

    public Exception? OpenFault { get; set; }

    public Exception? WriteFault { get; set; }

    /// <summary>Writes that still reach the store; the process dies with the next.</summary>
    public int WritesLeft { get; set; } = int.MaxValue;

    public Stream? TryOpen(string name)
    {
        Names.Add(name);
        Opened++;
        Assert.False(_inUse, "Two had the count at once.");
        if (OpenFault is { } fault)
        {
            throw fault;
        }

        _inUse = --TimesBusy < 0;
        return _inUse ? new Page(this) : null;
    }

    private sealed class Page(SharedMemory owner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => owner.Bytes.Length;

        public override long Position { get => owner.Bytes.Position; set => owner.Bytes.Position = value; }

        public override void Flush()
        {
        }

        // A few at a time, as streams may.
        public override int Read(byte[] buffer, int offset, int count) => owner.Bytes.Read(buffer, offset, Math.Min(count, 1000));

        public override long Seek(long offset, SeekOrigin origin) => owner.Bytes.Seek(offset, origin);

        public override void SetLength(long value)
        {
            Spend();
            owner.Bytes.SetLength(value);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Spend();
            owner.Bytes.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            owner._inUse = false;
            base.Dispose(disposing);
        }

        private void Spend()
        {
            if (owner.WriteFault is { } fault)
            {
                throw fault;
            }

            if (owner.WritesLeft-- <= 0)
            {
                throw new IOException("The process died here.");
            }
        }
    }
}

using System.Diagnostics;
using CertCentral.Pacing;

namespace DigiCertDocSign.OrderingChild;

/// <summary>
/// Kills its own process, as SIGKILL does, in the middle of a write to the shared count: the file is locked and half written then.
/// </summary>
/// <param name="store">The shared count.</param>
/// <param name="write">Which write is the last; each call makes two, the time of the call and the head that counts it.</param>
internal sealed class DyingStore(IPacingStore store, int write) : IPacingStore
{
    private int _writes;

    public Stream? TryOpen(string name) => store.TryOpen(name) is { } stream ? new Page(stream, this) : null;

    private void Count()
    {
        if (++_writes == write)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();

            // The signal is on its way; nothing more is written meanwhile.
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private sealed class Page(Stream stream, DyingStore owner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => stream.Length;

        public override long Position { get => stream.Position; set => stream.Position = value; }

        public override void Flush() => stream.Flush();

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

        public override void SetLength(long value) => stream.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count)
        {
            owner.Count();
            stream.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            base.Dispose(disposing);
        }
    }
}

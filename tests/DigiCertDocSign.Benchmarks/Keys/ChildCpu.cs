using System.Runtime.InteropServices;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>Processor time, user and system, of all processes that this one has started and that have ended. Unix alone knows it.</summary>
internal static partial class ChildCpu
{
    private const int Children = -1; // RUSAGE_CHILDREN

    public static TimeSpan Total => getrusage(Children, out Usage usage) == 0
        ? TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds)
            + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds)
        : throw new InvalidOperationException("The system does not tell the processor time of other processes.");

#pragma warning disable IDE1006 // the name of the C library
    [LibraryImport("libc")]
    private static partial int getrusage(int who, out Usage usage);
#pragma warning restore IDE1006

    // struct rusage of 64-bit systems: two times, then fourteen counts.
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
    }
}

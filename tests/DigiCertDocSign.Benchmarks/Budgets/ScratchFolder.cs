namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>A folder for the time of a measurement: on the disk, or in memory where the system has such a place.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public ScratchFolder(bool onDisk) =>
        Path = !onDisk && HasMemory
            ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, "docsign-" + Guid.NewGuid().ToString("N"))).FullName
            : Directory.CreateTempSubdirectory("docsign-").FullName;

    public static bool HasMemory => Directory.Exists(Memory);

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

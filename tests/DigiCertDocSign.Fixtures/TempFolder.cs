namespace DigiCertDocSign.Fixtures;

/// <summary>A folder for one test or measurement; it is deleted with everything in it.</summary>
/// <param name="onDisk">False: in memory, where the system has such a place.</param>
public sealed class TempFolder(bool onDisk = true) : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = !onDisk && Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, "docsign-" + Guid.NewGuid().ToString("N"))).FullName
        : Directory.CreateTempSubdirectory("docsign-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

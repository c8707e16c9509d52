using System.Text;
using Newtonsoft.Json;

namespace CertCentral.Sandbox.State;

/// <summary>
/// The state in one JSON file. A new version is written to a file beside it, which then takes its place, so that a crash leaves the old
/// version or the new one. A lock file keeps every other sandbox out until this one is disposed.
/// </summary>
internal sealed class StateFile : IDisposable
{
    private static readonly JsonSerializerSettings Settings = new()
    {
        Formatting = Formatting.Indented,
        NullValueHandling = NullValueHandling.Ignore,
        // A comment or an address that looks like a date stays text.
        DateParseHandling = DateParseHandling.None,
        ObjectCreationHandling = ObjectCreationHandling.Replace,
    };

    private readonly string _path;
    private readonly FileStream _exclusive;

    private StateFile(string path, FileStream exclusive)
    {
        _path = path;
        _exclusive = exclusive;
    }

    /// <exception cref="IOException">Another sandbox has it open, or the folder cannot be written.</exception>
    public static StateFile Open(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            return new StateFile(full, OwnerOnlyFile.Create(full + ".lock", FileMode.OpenOrCreate, FileOptions.DeleteOnClose));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The sandbox file '{full}' cannot be opened: another sandbox has it open, or its folder cannot be written. " +
                $"Close the other connection or give another path. ({e.Message})",
                e);
        }
    }

    /// <returns>Null when there is no file yet.</returns>
    /// <exception cref="IOException">The file holds no sandbox, or one of a version that this one cannot read.</exception>
    public SandboxState? Load()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        SandboxState? state;
        try
        {
            state = JsonConvert.DeserializeObject<SandboxState>(File.ReadAllText(_path, Encoding.UTF8), Settings);
        }
        catch (JsonException e)
        {
            throw new IOException($"The sandbox file '{_path}' is damaged. Delete it to start a new sandbox, or give another path.", e);
        }

        return state is { Version: SandboxState.CurrentVersion }
            ? state
            : throw new IOException($"The file '{_path}' is not a sandbox of version {SandboxState.CurrentVersion}. Delete it to start a "
                + "new one, or give another path.");
    }

    /// <exception cref="IOException">The file could not be written. It still holds the earlier state.</exception>
    public void Save(SandboxState state)
    {
        string fresh = _path + ".new";
        byte[] bytes = Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(state, Settings));
        using (FileStream stream = OwnerOnlyFile.Create(fresh, FileMode.Create, FileOptions.None))
        {
            stream.Write(bytes, 0, bytes.Length);
            stream.Flush(flushToDisk: true);
        }

        if (File.Exists(_path))
        {
            File.Replace(fresh, _path, null);
        }
        else
        {
            File.Move(fresh, _path);
        }
    }

    public void Dispose() => _exclusive.Dispose();
}

/// <summary>Files that only their owner may read, and that no other process may open at the same time.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>On Windows the rights of the folder decide, as for all files in the profile of a user.</summary>
    public static FileStream Create(string path, FileMode mode, FileOptions fileOptions)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = mode,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = fileOptions,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
#endif
        return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 4096, fileOptions);
    }
}

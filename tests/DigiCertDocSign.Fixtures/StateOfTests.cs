namespace DigiCertDocSign.Fixtures;

/// <summary>
/// Keeps the tests, and the shells that they start, away from the journal of the person who runs them. The module looks for its state
/// folder where this says. StartOfTests.cs, which is compiled into each test project, says it before the first test. Windows has no such
/// setting; there a test that needs a journal names one.
/// </summary>
public static class StateOfTests
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("docsigning-state-").FullName;

    /// <summary>A folder that goes with the tests, for a journal that no other test sees.</summary>
    public static string NewFolder() => Directory.CreateDirectory(Path.Combine(Folder, Path.GetRandomFileName())).FullName;

    /// <summary>What is there at this moment.</summary>
    public static string[] Files() => [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>From here on this process and those that it starts keep their state here.</summary>
    public static void MoveState()
    {
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", Folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete();
    }

    // At exit a journal may still be open, and Windows deletes no open file. Nobody can close it any more, so what is left then is left to
    // the system, whose folder of temporary files it is.
    private static void Delete()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception open) when (OperatingSystem.IsWindows() && open is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{Folder} is still in use and stays: {open.Message}");
        }
    }
}

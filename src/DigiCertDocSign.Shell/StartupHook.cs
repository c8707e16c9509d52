/// <summary>
/// The runtime calls this before PowerShell's own entry point. PowerShell takes these settings from the environment, and 'dotnet run' gives
/// an environment only with words of its own in the output.
/// </summary>
internal static class StartupHook
{
    private const string ModulePath = "PSModulePath";

    public static void Initialize()
    {
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Environment.SetEnvironmentVariable("POWERSHELL_UPDATECHECK", "Off");

        // PowerShell puts the folders of installed modules in front, unless they are named already. Here the clone's module comes before
        // one that is installed.
        IEnumerable<string?> folders =
            [(string?)AppContext.GetData("DocSigningModules"), .. InstalledModules(), Environment.GetEnvironmentVariable(ModulePath)];
        string path = string.Join(Path.PathSeparator, folders.Where(folder => !string.IsNullOrEmpty(folder)));
        Environment.SetEnvironmentVariable(ModulePath, path);
    }

    private static string[] InstalledModules()
    {
        if (OperatingSystem.IsWindows())
        {
            return
            [
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.MyDocuments), "PowerShell", "Modules"),
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PowerShell", "Modules"),
            ];
        }

        // As PowerShell takes it: one that is empty says nothing.
        string? data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (string.IsNullOrEmpty(data))
        {
            data = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        }

        return [Path.Combine(data, "powershell", "Modules"), "/usr/local/share/powershell/Modules"];
    }
}

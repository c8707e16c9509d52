using System.Diagnostics;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>Programs of others, as an administrator's script calls them.</summary>
internal static class Tool
{
    /// <summary>Whether this is a system that tells what a process cost, and has all of these programs.</summary>
    public static bool Has(params string[] programs) => !OperatingSystem.IsWindows() && programs.All(program =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program))));

    public static void Run(string program, params string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error}{output.Result}");
        }
    }
}

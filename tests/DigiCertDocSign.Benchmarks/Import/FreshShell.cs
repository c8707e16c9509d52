using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace DigiCertDocSign.Benchmarks.Import;

/// <summary>The real PowerShell in a process of its own, as a user starts it: nothing in it is warm.</summary>
internal static class FreshShell
{
    private static readonly string Arguments = typeof(FreshShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(fact => fact.Key == "PowerShellArguments").Value!;

    /// <param name="script">The path of a script that prints one number.</param>
    /// <param name="argument">What the script gets.</param>
    /// <returns>The number, and how long the process lived in milliseconds.</returns>
    public static async Task<(double Said, double Milliseconds)> RunAsync(string script, string argument)
    {
        var start = new ProcessStartInfo("dotnet", $"{Arguments} \"{script}\" \"{argument}\"") { RedirectStandardOutput = true };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        double lived = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 0
            ? (double.Parse(text, CultureInfo.InvariantCulture), lived)
            : throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {text}");
    }
}

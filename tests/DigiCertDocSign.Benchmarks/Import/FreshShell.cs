using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace DigiCertDocSign.Benchmarks.Import;

/// <summary>
/// The real PowerShell in a process of its own, as a user starts it: nothing in it is warm. PowerShell notes in its cache what it has
/// compiled, and the next process compiles that beforehand, on another thread: with one cache for all, a script would be measured by what
/// ran before it. So each script has a cache of its own, as if its user ran nothing else. (On Windows the cache cannot be moved.)
/// </summary>
/// <param name="script">The path of a script that prints numbers, with blanks between them.</param>
/// <param name="argument">What the script gets.</param>
/// <param name="cache">The folder of its cache.</param>
internal sealed class FreshShell(string script, string argument, string cache)
{
    private static readonly string Arguments = typeof(FreshShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(fact => fact.Key == "PowerShellArguments").Value!;

    /// <returns>The numbers, and how long the process lived in milliseconds.</returns>
    public async Task<(double[] Said, double Milliseconds)> RunAsync()
    {
        var start = new ProcessStartInfo("dotnet", $"{Arguments} \"{script}\" \"{argument}\"") { RedirectStandardOutput = true };
        start.Environment["XDG_CACHE_HOME"] = cache;
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        double lived = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 0
            ? ([.. text.Split().Where(word => word.Length > 0).Select(word => double.Parse(word, CultureInfo.InvariantCulture))], lived)
            : throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {text}");
    }
}

using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using DigiCertDocSign.Tests.Isolation;

namespace DigiCertDocSign.Tests.Shell;

/// <summary>The real PowerShell as its own process, with the staged module at hand, as 'dotnet run' starts it.</summary>
internal static class Pwsh
{
    /// <summary>Not a measure: only that a hanging shell fails its test instead of the whole run.</summary>
    private static readonly TimeSpan Hangs = TimeSpan.FromMinutes(5);

    /// <param name="arguments">A script and its arguments, or options of pwsh.</param>
    /// <param name="home">Where pwsh.dll lies; null for the package.</param>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments, string? home = null)
    {
        string line = BuildFacts.PowerShellArguments;
        if (home is not null)
        {
            line = line.Replace(BuildFacts.PowerShellHome, Path.TrimEndingDirectorySeparator(home) + "/", StringComparison.Ordinal);
        }

        IEnumerable<string> own = Regex.Matches(line, "\"(?<part>[^\"]*)\"|(?<part>[^ ]+)").Select(word => word.Groups["part"].Value);
        return Redirected(new ProcessStartInfo("dotnet", [.. own, .. arguments]));
    }

    public static Task<ShellResult> RunAsync(IEnumerable<string> arguments, string? home = null) => RunAsync(StartInfo(arguments, home));

    /// <summary>The command of README.</summary>
    public static Task<ShellResult> RunByDotnetAsync(
        IEnumerable<string> arguments,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null)
    {
        string project = Path.Combine(Repository.Root, "src", "DigiCertDocSign.Shell");
        string[] run = ["run", "--no-build", "--configuration", Repository.Configuration, "--project", project];
        ProcessStartInfo start = Redirected(new ProcessStartInfo("dotnet", [.. run, .. arguments]));
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return RunAsync(start, input);
    }

    public static async Task<ShellResult> RunAsync(ProcessStartInfo start, string input = "")
    {
        using Process process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Hangs);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return new ShellResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>With streams that <see cref="RunAsync(ProcessStartInfo, string)"/> reads and writes.</summary>
    public static ProcessStartInfo Redirected(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.StandardOutputEncoding = Encoding.UTF8;
        start.StandardErrorEncoding = Encoding.UTF8;
        start.Environment["NO_COLOR"] = "1";
        return start;
    }
}

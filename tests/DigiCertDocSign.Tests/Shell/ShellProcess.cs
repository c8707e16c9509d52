using System.Diagnostics;
using System.Text;

namespace DigiCertDocSign.Tests.Shell;

/// <summary>The shell as its own process, as a user starts it.</summary>
internal static class ShellProcess
{
    /// <summary>Not a measure: only that a hanging shell fails its test instead of the whole run.</summary>
    private static readonly TimeSpan Hangs = TimeSpan.FromMinutes(2);

    /// <param name="arguments">The shell's command line.</param>
    /// <param name="input">What is typed; the input ends after it.</param>
    /// <param name="interruptAfter">A text in the output after which Ctrl+C comes; null for never.</param>
    public static async Task<ShellResult> RunAsync(IEnumerable<string> arguments, string input = "", string? interruptAfter = null)
    {
        using Process process = Process.Start(StartInfo(arguments))!;
        using var deadline = new CancellationTokenSource(Hangs);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            Task<string> output = ReadAsync(process, interruptAfter, deadline.Token);
            if (input.Length > 0 || interruptAfter is null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
                process.StandardInput.Close();
            }

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

    private static async Task<string> ReadAsync(Process process, string? interruptAfter, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            output.AppendLine(line);
            if (interruptAfter is not null && line.Contains(interruptAfter, StringComparison.Ordinal))
            {
                interruptAfter = null;
                using var kill =
                    Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync(cancellationToken);
            }
        }

        return output.ToString();
    }

    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        // A test run in the background of a script ignores Ctrl+C, and so would every process that it starts.
        string[] program = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        return new ProcessStartInfo(program[0], [.. program.Skip(1), "exec", ShellAssembly(), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
    }

    /// <summary>Built with the same configuration and for the same framework as this assembly.</summary>
    private static string ShellAssembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        DirectoryInfo root = output;
        while (!File.Exists(Path.Combine(root.FullName, "DigiCertDocSign.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run inside a clone.");
        }

        return Path.Combine(
            root.FullName, "src", "DigiCertDocSign.Shell", "bin", output.Parent!.Name, output.Name, "DigiCertDocSign.Shell.dll");
    }
}

using System.Diagnostics;

namespace DigiCertDocSign.Fixtures;

/// <summary>A program of the machine that has been run to its end.</summary>
/// <param name="Command">The command line.</param>
/// <param name="ExitCode">0 when the program says that all is well.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record ProgramRun(string Command, int ExitCode, string Output, string Errors)
{
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    public static ProgramRun Of(string program, params string[] arguments) => Of(new ProcessStartInfo(program, arguments));

    /// <summary>Nothing is typed into it.</summary>
    public static ProgramRun Of(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProgramRun($"{start.FileName} {string.Join(' ', start.ArgumentList)}", process.ExitCode, output, errors.Result);
    }

    /// <summary>Fails the test unless the program ended well.</summary>
    /// <returns>This run.</returns>
    public ProgramRun MustSucceed()
    {
        Assert.True(ExitCode == 0, $"{Command} ended with {ExitCode}: {Output}{Errors}");
        return this;
    }
}

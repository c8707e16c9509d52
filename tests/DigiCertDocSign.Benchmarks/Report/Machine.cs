using System.Runtime.InteropServices;

namespace DigiCertDocSign.Benchmarks.Report;

/// <summary>What one needs to know of the machine to compare.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{Processor()}, {Environment.ProcessorCount} processors; {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}; "
        + $"{RuntimeInformation.FrameworkDescription}";

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        string? line = File.Exists(Info)
            ? File.ReadLines(Info).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
    }
}

using System.Diagnostics;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>This program once more, for what needs a process of its own.</summary>
internal static class OwnProcess
{
    public static ProcessStartInfo Start(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(program, isHost ? [typeof(OwnProcess).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
    }
}

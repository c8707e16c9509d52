using System.Diagnostics;
using System.Globalization;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Placing;

/// <summary>A process of its own that orders for people by their numbers, against a server over a socket.</summary>
internal sealed class OrderingProcess : IDisposable
{
    private readonly Process _process;

    private OrderingProcess(Process process) => _process = process;

    /// <summary>Begins at once.</summary>
    public static OrderingProcess Start(LoopbackServer server, string journal, int people)
    {
        var process = Load(server, journal, 1, people);
        process.Begin();
        return process;
    }

    /// <summary>Makes itself ready and waits for <see cref="Begin"/>.</summary>
    /// <param name="server">Where it orders.</param>
    /// <param name="journal">The path of its journal.</param>
    /// <param name="first">The number of the first person.</param>
    /// <param name="last">The number of the last person.</param>
    /// <param name="pacing">What stands behind these arguments: folder, count, milliseconds, write to die at.</param>
    public static OrderingProcess Load(LoopbackServer server, string journal, int first, int last, params object[] pacing)
    {
        var child = Path.Combine(AppContext.BaseDirectory, "DigiCertDocSign.OrderingChild.dll");
        object[] arguments = [child, server.BaseUri.AbsoluteUri, journal, first, last, .. pacing];
        return new OrderingProcess(Process.Start(new ProcessStartInfo("dotnet", arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!);
    }

    public async Task IsReadyAsync() => Assert.Equal("ready", await _process.StandardOutput.ReadLineAsync());

    public void Begin() => _process.StandardInput.WriteLine();

    /// <summary>Ends it as SIGKILL does.</summary>
    public void Kill() => _process.Kill();

    /// <returns>Its exit code and what it said went wrong; empty when all is well.</returns>
    public async Task<(int Code, string Faults)> EndAsync()
    {
        var errors = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, _process.ExitCode == 0 ? string.Empty : $"exit code {_process.ExitCode}. {errors}");
    }

    public void Dispose() => _process.Dispose();
}

using System.Diagnostics;

namespace DigiCertDocSign.Tests.Engine;

/// <summary>The judge from outside: what OpenSSL accepts, others accept.</summary>
internal static class OpenSsl
{
    /// <summary>Runs openssl and gives all that it wrote, once it has ended well.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("openssl did not start.");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {errors}");
        return await output + errors;
    }
}

using System.Diagnostics;

namespace DigiCertDocSign.Tests.Keys;

/// <summary>The second opinion: what OpenSSL makes of our files, and files that OpenSSL made.</summary>
internal static class OpenSsl
{
    public static string Run(params string[] arguments)
    {
        var (exitCode, output, error) = Try(arguments);
        Assert.True(exitCode == 0, $"openssl {string.Join(' ', arguments)} ended with {exitCode}: {error}");
        return output + error;
    }

    public static (int ExitCode, string Output, string Error) Try(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>The DER public key of a private key file.</summary>
    public static byte[] PublicKeyOf(string keyPath, string password = "none") =>
        Convert.FromBase64String(string.Concat(
            Run("pkey", "-in", keyPath, "-passin", "pass:" + password, "-pubout").Split('\n').Where(line => line.Length > 0 && line[0] != '-')));
}

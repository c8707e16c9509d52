using System.Diagnostics;

namespace DigiCertDocSign.Tests.Isolation;

/// <summary>A PowerShell process of its own: what is loaded there is loaded by the script and by nobody else.</summary>
internal static class ChildShell
{
    // Only against a child that hangs for ever; nothing is measured.
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(3);

    /// <summary>What every script here may use: an order that the sandbox takes.</summary>
    private const string Common = """
        $ErrorActionPreference = 'Stop'
        function New-SandboxOrder([string] $Name = 'Mira') {
            New-DocSigningOrder -GivenName $Name -Surname 'Solberg' -JobTitle 'Buyer' -Phone '+47 55 50 01 42' `
                -Email "$Name@fjordlab.example" -OrganizationId 610233 -ProvisioningMethod ClientApp -Years 1 `
                -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } `
                -PaymentMethod Balance -AgreeToSubscriberAgreement -Confirm:$false
        }

        """;

    /// <summary>The lines that the script puts out; a script that fails or writes to standard error fails the test.</summary>
    public static async Task<string[]> RunAsync(string script, string? module = null, string? shell = null)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".ps1");
        await File.WriteAllTextAsync(path, Common + script);
        try
        {
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                ArgumentList = { shell ?? Repository.Shell, "--module", module ?? Repository.Manifest, path },
            };
            using Process child = Process.Start(start)!;
            child.StandardInput.Close();
            Task<string> output = child.StandardOutput.ReadToEndAsync();
            Task<string> errors = child.StandardError.ReadToEndAsync();
            try
            {
                await child.WaitForExitAsync().WaitAsync(Guard);
            }
            finally
            {
                child.Kill(entireProcessTree: true);
            }

            Assert.Equal("", await errors);
            Assert.Equal(0, child.ExitCode);
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

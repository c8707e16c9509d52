using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Isolation;

/// <summary>A PowerShell process of its own: what is loaded there is loaded by the script and by nobody else.</summary>
internal static class ChildShell
{
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

    /// <param name="script">What runs after the import.</param>
    /// <param name="module">The module to import; null for the staged one.</param>
    /// <param name="home">Where pwsh.dll lies; null for the package.</param>
    /// <returns>The lines that the script puts out; a script that fails or writes to standard error fails the test.</returns>
    public static async Task<string[]> RunAsync(string script, string? module = null, string? home = null)
    {
        using var folder = new TempFolder();
        string import = $"Import-Module {IsolationTests.Quoted(module ?? Repository.Manifest)}\n";
        string path = folder.Write("child.ps1", import + Common + script);
        ShellResult result = await Pwsh.RunAsync([path], home: home);
        Assert.Equal("", result.Errors);
        Assert.Equal(0, result.ExitCode);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

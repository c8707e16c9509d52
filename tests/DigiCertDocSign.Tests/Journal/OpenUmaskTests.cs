using System.Diagnostics;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>An account whose files everybody may read: services and containers often run like that.</summary>
public sealed class OpenUmaskTests
{
    [UnixFact]
    public async Task Under_an_open_umask_state_folder_keys_and_csrs_are_their_users_alone()
    {
        using var folder = new TempFolder();
        await using LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.None });
        string script = folder.Write("order.ps1", $$"""
            $ErrorActionPreference = 'Stop'
            $env:XDG_STATE_HOME = '{{folder.Path}}/state'
            $env:HOME = '{{folder.Path}}/home'
            Import-Module '{{Repository.Manifest}}'
            Connect-DocSigning -ApiKey (ConvertTo-SecureString sandbox -AsPlainText -Force) -BaseUri {{server.BaseUri}}
            $person = @{ GivenName = 'Mira'; Surname = 'Solberg'; JobTitle = 'Buyer'; Phone = '+47 55'; Email = 'mira@fjordlab.example' }
            $csr = $person | New-DocSigningCsr -KeyDirectory '{{folder.Path}}/keys' -KeyAlgorithm P256 -Confirm:$false `
                -KeyPassword (ConvertTo-SecureString 'a long sentence' -AsPlainText -Force)
            $order = @{
                OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1
                AgreeToSubscriberAgreement = $true; Confirm = $false
            }
            "Placed: $(($csr | New-DocSigningOrder @order).Status)"
            """);
        ProcessStartInfo start = Pwsh.StartInfo([script]);
        start.ArgumentList.Insert(0, "-c");
        start.ArgumentList.Insert(1, "umask 000; exec \"$0\" \"$@\"");
        start.ArgumentList.Insert(2, start.FileName);
        start.FileName = "sh";

        ShellResult result = await Pwsh.RunAsync(start);

        Assert.Equal("", result.Errors);
        Assert.Contains("Placed: NeedsApproval", result.Output, StringComparison.Ordinal);
        string[] made =
        [
            .. new[] { "state", "home", "keys" }.Select(folder.File).Where(Directory.Exists)
                .SelectMany(one => Directory.EnumerateFiles(one, "*", SearchOption.AllDirectories))
                .Where(path => path.Contains("DigiCertDocSign", StringComparison.Ordinal)
                    || path.StartsWith(folder.File("keys"), StringComparison.Ordinal)),
        ];
        Assert.Contains(made, path => path.EndsWith(".csr.pem", StringComparison.Ordinal));
        Assert.Contains(made, path => path.EndsWith("journal.db", StringComparison.Ordinal));
        Assert.All(made, path => Assert.True(IsOwnersAlone(path), $"{path}: {Mode(path)}"));

        // Whoever may not enter the folder reaches no file in it, whatever its own rights are.
        string state = made.First(path => path.EndsWith("journal.db", StringComparison.Ordinal));
        Assert.True(IsOwnersAlone(Path.GetDirectoryName(state)!), Mode(Path.GetDirectoryName(state)!));
    }

    private static bool IsOwnersAlone(string path)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & others) == 0;
    }

    private static string Mode(string path) => OperatingSystem.IsWindows() ? "" : $"{File.GetUnixFileMode(path)}";

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class UnixFactAttribute : FactAttribute
    {
        public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no umask." : null;
    }
}

using System.Runtime.InteropServices;
using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Package;

/// <summary>
/// The package has no SQLite for macOS, which has one itself, and none for rare kinds of Linux. Here it is taken away from a copy of the
/// module, so that the library of this system serves.
/// </summary>
public sealed class SystemSqliteTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SystemSqliteTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_is_kept_whether_the_module_brings_SQLite_or_the_system(bool brought)
    {
        foreach (string file in Directory.EnumerateFiles(Repository.StagedModule, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(Repository.StagedModule, file);
            if (brought || !relative.Contains("runtimes", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(relative))!);
                File.Copy(file, _folder.File(relative));
            }
        }

        string script = _folder.Write(
            "order.ps1",
            """
            $ErrorActionPreference = 'Stop'
            Import-Module $PSScriptRoot/DigiCertDocSign.psd1
            Connect-DocSigning -Sandbox -SandboxPath $PSScriptRoot/sandbox.json
            $order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1
                AgreeToSubscriberAgreement = $true; ProvisioningMethod = 'ClientApp'; Confirm = $false }
            $person = @{ GivenName = 'Mira'; Surname = 'Solberg'; Email = 'mira@fjordlab.example'; JobTitle = 'Counsel'
                Phone = '+47 22 00 00 00' }
            New-DocSigningOrder @order @person | Out-Null
            (Get-DocSigningJournal).State
            (Get-Process -Id $PID).Modules.FileName -match 'sqlite' | Sort-Object -Unique
            """);
        ShellResult result = await Pwsh.RunAsync([script]);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("Placed", lines[0]);
        string library = Assert.Single(lines.Skip(1), line => line.Contains(".so", StringComparison.Ordinal));
        Assert.Equal(brought, library.StartsWith(_folder.Path, StringComparison.Ordinal));
    }

    private sealed class SystemSqliteTheoryAttribute : TheoryAttribute
    {
        public SystemSqliteTheoryAttribute() => Skip = !OperatingSystem.IsLinux() ? "The test reads which libraries a process on Linux has."
            : NativeLibrary.TryLoad("libsqlite3.so.0", out _) ? null
            : "libsqlite3.so.0 is missing: install libsqlite3-0.";
    }
}

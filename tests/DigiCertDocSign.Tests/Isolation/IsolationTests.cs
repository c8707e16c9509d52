using System.Diagnostics;

namespace DigiCertDocSign.Tests.Isolation;

/// <summary>The module among others, in processes of its own: loaded again and again, twice at once, beside older libraries.</summary>
public sealed class IsolationTests
{
    private const string ListOurs =
        "[System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not $_.IsDynamic -and $_.Location.StartsWith($folder) } | "
        + "ForEach-Object { $_.GetName().Name }";

    internal static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    [Fact]
    public async Task The_module_works_after_being_imported_again_and_after_being_removed()
    {
        string[] lines = await ChildShell.RunAsync($$"""
            $manifest = {{Quoted(Repository.Manifest)}}
            Import-Module $manifest -Force
            Connect-DocSigning -Sandbox
            $before = Get-DocSigningConnection
            Import-Module $manifest -Force
            "connection after -Force: open $($before.IsOpen), listed $(@(Get-DocSigningConnection).Count)"
            Connect-DocSigning -Sandbox
            "first: $((New-SandboxOrder).Status)"
            $kept = Get-DocSigningConnection
            Remove-Module DigiCertDocSign
            $PSModuleAutoLoadingPreference = 'None'
            "cmdlets when removed: $(@(Get-Command New-DocSigningOrder -ErrorAction Ignore).Count)"
            "connection when removed: open $($kept.IsOpen)"
            Import-Module $manifest
            Connect-DocSigning -Sandbox
            "second: $((New-SandboxOrder).Status)"
            "typed: $((New-SandboxOrder 'Lars').GetType().FullName)"
            """);

        Assert.Equal(
            [
                "connection after -Force: open False, listed 0",
                "first: NeedsApproval",
                "cmdlets when removed: 0",
                "connection when removed: open False",
                "second: NeedsApproval",
                "typed: DigiCertDocSign.PlacedOrder",
            ],
            lines);
    }

    [Fact]
    public async Task Two_runspaces_order_at_once_and_share_no_connection()
    {
        string[] lines = await ChildShell.RunAsync($$"""
            $together = [System.Threading.Barrier]::new(2)
            $work = {
                param($number, $manifest, $together, $order)
                $ErrorActionPreference = 'Stop'
                [void]$together.SignalAndWait()
                Import-Module $manifest
                Connect-DocSigning -Sandbox -Name "Sandbox $number"
                [void]$together.SignalAndWait()
                $placed = foreach ($person in 1..5) { & ([scriptblock]::Create($order)) "Mira$number$person" }
                $read = $placed | Get-DocSigningOrder
                [void]$together.SignalAndWait()
                "$(@(Get-DocSigningConnection).Name -join ','): $(@($read.GivenName) -join ' ')"
            }
            $runs = foreach ($number in 1, 2) {
                $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
                [void]$shell.AddScript($work).AddArgument($number).AddArgument({{Quoted(Repository.Manifest)}})
                [void]$shell.AddArgument($together).AddArgument(${function:New-SandboxOrder}.ToString())
                @{ Shell = $shell; Handle = $shell.BeginInvoke() }
            }
            foreach ($run in $runs) {
                $run.Shell.EndInvoke($run.Handle)
                $run.Shell.Streams.Error | ForEach-Object { "error: $_" }
            }
            """);

        Assert.Equal(["Sandbox 1: Mira11 Mira12 Mira13 Mira14 Mira15", "Sandbox 2: Mira21 Mira22 Mira23 Mira24 Mira25"], lines);
    }

    [Fact]
    public async Task An_older_Newtonsoft_of_the_host_or_of_another_module_is_left_alone()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            string installed = BuildFacts.PowerShellHome;
            foreach (string file in Directory.EnumerateFiles(installed, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(folder, Path.GetRelativePath(installed, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            string host = Path.Combine(folder, "Newtonsoft.Json.dll");
            File.Copy(BuildFacts.HostNewtonsoft, host, overwrite: true);

            string[] lines = await ChildShell.RunAsync(
                $$"""
                [void][System.Reflection.Assembly]::Load('Newtonsoft.Json')
                [void][System.Reflection.Assembly]::LoadFile({{Quoted(BuildFacts.OlderNewtonsoft)}})
                Connect-DocSigning -Sandbox
                $order = New-SandboxOrder 'Mira' | Get-DocSigningOrder
                "order: $($order.GivenName) $($order.OrganizationId)"
                [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Newtonsoft.Json' } |
                    ForEach-Object {
                        "loaded: $([System.Diagnostics.FileVersionInfo]::GetVersionInfo($_.Location).FileVersion) $($_.Location)"
                    }
                """,
                home: folder);

            string ours = Path.Combine(Repository.StagedModule, "bin", "net8.0", "Newtonsoft.Json.dll");
            Assert.Equal(
                [
                    "order: Mira 610233",
                    .. new[] { host, BuildFacts.OlderNewtonsoft, ours }
                        .Select(path => $"loaded: {FileVersionInfo.GetVersionInfo(path).FileVersion} {path}"),
                ],
                lines);
            Assert.Equal(3, lines.Skip(1).Select(line => line.Split(' ')[1]).Distinct().Count());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_clone_itself_can_be_imported()
    {
        string[] lines = await ChildShell.RunAsync(
            """
            Connect-DocSigning -Sandbox
            "$((New-SandboxOrder).GetType().FullName) from $([System.IO.Path]::GetFullPath((Get-Module DigiCertDocSign).Path))"
            """,
            module: Path.Combine(Repository.Root, "DigiCertDocSign.psd1"));

        string built = Path.Combine(Repository.StagedModule, "bin", "net8.0", "DigiCertDocSign.dll");
        Assert.Equal([$"DigiCertDocSign.PlacedOrder from {built}"], lines);
    }

    [Fact]
    public async Task The_import_loads_the_cmdlets_alone_and_not_the_client_that_reaches_the_network()
    {
        string[] lines = await ChildShell.RunAsync($$"""
            $folder = {{Quoted(Repository.StagedModule)}}
            {{ListOurs}}
            '---'
            Connect-DocSigning -Sandbox
            {{ListOurs}}
            """);

        // PowerShell reads the attributes of the cmdlets, and [OutputType] names types of the core. What the core uses comes later.
        Assert.StartsWith("DigiCertDocSign.Loader.", lines[1], StringComparison.Ordinal);
        Assert.Equal(["DigiCertDocSign", lines[1], "DigiCertDocSign.Core", "---"], lines.Take(4));
        Assert.Contains("CertCentral.Client", lines);
        Assert.Contains("Newtonsoft.Json", lines);
        Assert.DoesNotContain("Npgsql", lines);
    }

    [Fact]
    public async Task Everything_behind_the_cmdlets_stays_in_a_context_of_its_own()
    {
        string[] lines = await ChildShell.RunAsync($$"""
            $folder = {{Quoted(Repository.StagedModule)}}
            Connect-DocSigning -Sandbox
            [void](New-SandboxOrder)
            "Npgsql before it is asked for: $(([System.AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -eq 'Npgsql').Count)"
            Connect-DocSigning -Sandbox -JournalDatabase 'Host=localhost;Port=1;Username=nobody' -SkipValidation
            try { Get-DocSigningJournal -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
            [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { -not $_.IsDynamic -and $_.Location.StartsWith($folder) } |
                ForEach-Object { "$($_.GetName().Name) in $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name)" }
            """);

        Assert.Equal("Npgsql before it is asked for: 0", lines[0]);
        Assert.StartsWith("JournalUnreachable,", lines[1], StringComparison.Ordinal);
        lines = lines[2..];
        Assert.Contains("DigiCertDocSign in Default", lines);
        Assert.Superset(
            new HashSet<string>
            {
                "DigiCertDocSign.Core", "CertCentral.Client", "Newtonsoft.Json", "Microsoft.Data.Sqlite", "Npgsql",
                "Microsoft.Extensions.Logging.Abstractions",
            },
            lines
                .Where(line => line.EndsWith(" in DigiCertDocSign", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[0])
                .ToHashSet());
        Assert.Collection(
            lines.Where(line => !line.EndsWith(" in DigiCertDocSign", StringComparison.Ordinal)),
            cmdlets => Assert.Equal("DigiCertDocSign in Default", cmdlets),
            loader => Assert.Matches(@"^DigiCertDocSign\.Loader\.[\d.]+\.[\dA-Fa-f]{8} in Default$", loader));
    }
}

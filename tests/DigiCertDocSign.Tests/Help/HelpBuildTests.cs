using System.Diagnostics;

namespace DigiCertDocSign.Tests.Help;

/// <summary>
/// The build's own step, on a copy of the module and the pages: it costs nothing when nothing changed, and misses no change.
/// </summary>
public sealed class HelpBuildTests : IDisposable
{
    private const string Skipped = "Skipping target \"BuildHelp\"";

    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;

    public HelpBuildTests()
    {
        Copy(Path.Combine(Repository.Root, "docs", "en-US"), Pages);
        Copy(Repository.StagedModule, Module);
        Directory.Delete(Path.Combine(Module, "en-US"), recursive: true);
    }

    private string Pages => Path.Combine(_folder, "pages");

    private string Module => Path.Combine(_folder, "module");

    [Fact]
    public async Task An_unchanged_build_skips_it_and_a_changed_page_or_cmdlet_does_not()
    {
        string page = Path.Combine(Pages, "about_DocSigning.md");
        string help = Path.Combine(Module, "en-US", "about_DocSigning.help.txt");
        Assert.DoesNotContain(Skipped, await BuildAsync(), StringComparison.Ordinal);
        Assert.Contains(Skipped, await BuildAsync(), StringComparison.Ordinal);

        // An older date than that of the help, as a page has that comes out of an archive.
        DateTime old = File.GetLastWriteTimeUtc(page);
        await File.WriteAllTextAsync(
            page,
            (await File.ReadAllTextAsync(page)).Replace("The module orders", "This module orders", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(page, old);
        Assert.DoesNotContain(Skipped, await BuildAsync(), StringComparison.Ordinal);
        Assert.Contains("This module orders", await File.ReadAllTextAsync(help), StringComparison.Ordinal);

        // The cmdlets as built; bytes behind an assembly do not matter to the program that loads it.
        await File.AppendAllTextAsync(Path.Combine(Module, "bin", "net8.0", "DigiCertDocSign.dll"), " ");
        Assert.DoesNotContain(Skipped, await BuildAsync(), StringComparison.Ordinal);

        // A page that goes is a change, too, and here a fault of each build until it is mended.
        File.Delete(Path.Combine(Pages, "Get-DocSigningOrder.md"));

        Assert.Contains("error HELP", await BuildAsync(), StringComparison.Ordinal);
        Assert.Contains("error HELP", await BuildAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> BuildAsync()
    {
        string[] properties =
        [
            $"HelpTool={Repository.HelpTool}",
            $"HelpPages={Pages}/",
            $"StagedModule={Module}/",
            $"HelpInputs={Path.Combine(_folder, "inputs.txt")}",
        ];
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        string[] arguments =
        [
            "msbuild",
            Path.Combine(Repository.Root, "src", "DigiCertDocSign", "DigiCertDocSign.csproj"),
            "-t:BuildHelp",
            "-v:n",
            "-nodeReuse:false",
            .. properties.Select(property => "-p:" + property),
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process build = Process.Start(start)!;
        string output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return output;
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

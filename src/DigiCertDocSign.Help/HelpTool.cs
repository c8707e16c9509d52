using DigiCertDocSign.Help.Checks;
using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;
using DigiCertDocSign.Help.Skeletons;

namespace DigiCertDocSign.Help;

/// <summary>
/// Makes the module's help: syntax, types and aliases come from the built cmdlets, every word of text from one Markdown page
/// per cmdlet (headings of platyPS schema 2024-05-01, see README.md beside this file). A wrong text fails the build.
/// </summary>
public static class HelpTool
{
    public const string Usage = """
        Usage: DigiCertDocSign.Help <module folder> <docs folder> <output folder> [address of the docs folder]
               DigiCertDocSign.Help --new <module folder> <docs folder> [cmdlet ...]

        The first form checks every page of the docs folder against the module's cmdlets and writes the MAML help file and
        the about topics; with the address, Get-Help -Online opens a cmdlet's page there. The second writes a page to fill in
        for each cmdlet that has none (or for the named ones).

        Exit code: 0 done, 1 a page is wrong (nothing is written then), 2 the call is wrong or the module does not load.
        """;

    private const int Done = 0;
    private const int WrongPages = 1;
    private const int WrongCall = 2;

    /// <summary>Runs the tool; faults of pages go to <paramref name="errors"/> as lines that MSBuild understands.</summary>
    /// <returns>The exit code, see <see cref="Usage"/>.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            return args.ToArray() switch
            {
                ["--new", var module, var docs, .. var names] => New(module, docs, names, output),
                [var module, var docs, var target, .. { Length: < 2 } address] when !module.StartsWith('-') =>
                    Build(module, docs, target, address.FirstOrDefault(), output, errors),
                _ => ShowUsage(errors),
            };
        }
        catch (HelpToolException fault)
        {
            errors.WriteLine("DigiCertDocSign.Help : error HELP000: " + fault.Message);
            return WrongCall;
        }
    }

    private static int Build(string module, string docs, string target, string? address, TextWriter output, TextWriter errors)
    {
        IReadOnlyList<CmdletShape> cmdlets = ModuleReader.Read(module);
        var folder = DocsFolder.Read(docs);
        var problems = new ProblemList();
        new FolderChecks(cmdlets, folder, problems).Run();
        if (problems.Any)
        {
            problems.WriteTo(errors);
            return WrongPages;
        }

        int written = new HelpFolder(target).Write(cmdlets, folder, address);
        output.WriteLine($"Help of {cmdlets.Count} cmdlets and {folder.AboutPages.Count} about topics: {written} files changed.");
        return Done;
    }

    private static int New(string module, string docs, IReadOnlyCollection<string> names, TextWriter output)
    {
        foreach (string path in new SkeletonWriter(docs).Write(ModuleReader.Read(module), names))
        {
            output.WriteLine(path);
        }

        return Done;
    }

    private static int ShowUsage(TextWriter errors)
    {
        errors.WriteLine(Usage);
        return WrongCall;
    }
}

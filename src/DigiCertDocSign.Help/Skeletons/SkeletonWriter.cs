using DigiCertDocSign.Help.Cmdlets;

namespace DigiCertDocSign.Help.Skeletons;

/// <summary>Writes pages to fill in. No page that exists is touched.</summary>
internal sealed class SkeletonWriter(string docsFolder)
{
    /// <param name="cmdlets">Those of the module.</param>
    /// <param name="names">Which of them; empty for all that have no page.</param>
    /// <returns>The paths of the new pages.</returns>
    /// <exception cref="HelpToolException">A name is no cmdlet's, or its page exists.</exception>
    public IReadOnlyList<string> Write(IReadOnlyList<CmdletShape> cmdlets, IReadOnlyCollection<string> names)
    {
        CmdletShape[] wanted = names.Count == 0
            ? [.. cmdlets.Where(cmdlet => !File.Exists(PathOf(cmdlet)))]
            : [.. names.Select(name => Find(cmdlets, name))];
        Directory.CreateDirectory(docsFolder);
        foreach (CmdletShape cmdlet in wanted)
        {
            File.WriteAllText(PathOf(cmdlet), SkeletonPage.For(cmdlet));
        }

        return [.. wanted.Select(PathOf)];
    }

    private CmdletShape Find(IReadOnlyList<CmdletShape> cmdlets, string name)
    {
        CmdletShape cmdlet = cmdlets.FirstOrDefault(cmdlet => cmdlet.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new HelpToolException($"The module has no cmdlet '{name}'.");
        return File.Exists(PathOf(cmdlet))
            ? throw new HelpToolException($"{PathOf(cmdlet)} exists already.")
            : cmdlet;
    }

    private string PathOf(CmdletShape cmdlet) => Path.Combine(docsFolder, cmdlet.Name + ".md");
}

using System.Text;
using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;

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

/// <summary>A page with every heading that the cmdlet needs; each {{ ... }} keeps the build red until it is replaced.</summary>
internal static class SkeletonPage
{
    public static string For(CmdletShape cmdlet)
    {
        var page = new StringBuilder("---\n");
        foreach ((string key, string value) in PageSchema.FrontMatter(cmdlet))
        {
            page.Append(key).Append(": ").Append(value.Length > 0 ? value : "''").Append('\n');
        }

        page.Append("---\n\n# ").Append(cmdlet.Name).Append("\n\n");
        Section(page, PageSchema.Synopsis, "{{ One sentence: what it does. }}");
        Section(page, PageSchema.Syntax, "Made from the cmdlet: see `Get-Help " + cmdlet.Name + "`.");
        Section(page, PageSchema.Aliases, "None.");
        Section(page, PageSchema.Description, "{{ What it is for, what it needs, what it leaves behind. }}");
        Section(page, PageSchema.Examples, "");
        Example(page, cmdlet, 1, "{{ The everyday case }}");
        Example(page, cmdlet, 2, "{{ In a pipeline or script }}");
        Section(page, PageSchema.Parameters, "");
        foreach (ParameterShape parameter in cmdlet.Parameters.Where(parameter => !parameter.IsFromPowerShell))
        {
            Item(page, PageSchema.HeadingOf(parameter), "{{ Meaning, unit, range, what happens without it. }}");
        }

        Item(page, PageSchema.CommonParameters,
            "This cmdlet supports the common parameters: see [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).");
        Section(page, PageSchema.Inputs, "");
        Types(page, PipedTypes(cmdlet), "{{ What it does with one. }}");
        Section(page, PageSchema.Outputs, "");
        Types(page, cmdlet.OutputTypes, "{{ What one stands for. }}");
        Section(page, PageSchema.Notes, "");
        Section(page, PageSchema.RelatedLinks, "{{ A list of links to other pages of this folder. }}");
        return page.ToString().TrimEnd() + "\n";
    }

    private static string[] PipedTypes(CmdletShape cmdlet)
    {
        ParameterUse[] piped = [.. cmdlet.Syntaxes.SelectMany(syntax => syntax.Uses).Where(use => use.ByValue || use.ByPropertyName)];
        string[] byValue =
        [
            .. piped.Where(use => use.ByValue)
                .Select(use => use.Parameter.Type)
                .Select(type => TypeNames.Full(type.IsArray ? type.GetElementType()! : type))
                .Distinct(),
        ];
        // Bound by property name only: any object that has the properties.
        return byValue.Length == 0 && piped.Length > 0 ? ["System.Management.Automation.PSObject"] : byValue;
    }

    private static void Types(StringBuilder page, IReadOnlyList<string> types, string text)
    {
        foreach (string type in types)
        {
            Item(page, type, text);
        }

        if (types.Count == 0)
        {
            Item(page, PageSchema.None, "");
        }
    }

    private static void Example(StringBuilder page, CmdletShape cmdlet, int number, string title) =>
        Item(page, $"Example {number}: {title}", $"```powershell\n{cmdlet.Name}\n```\n\n{{{{ What it does and what one sees. }}}}");

    private static void Section(StringBuilder page, string heading, string text) => Append(page, "## " + heading, text);

    private static void Item(StringBuilder page, string heading, string text) => Append(page, "### " + heading, text);

    private static void Append(StringBuilder page, string heading, string text) =>
        page.Append(heading).Append("\n\n").Append(text).Append(text.Length > 0 ? "\n\n" : "");
}

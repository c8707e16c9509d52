using System.Text;
using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help.Skeletons;

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
        Section(page, PageSchema.Examples, string.Empty);
        Example(page, cmdlet, 1, "{{ The everyday case }}");
        Example(page, cmdlet, 2, "{{ In a pipeline or script }}");
        Section(page, PageSchema.Parameters, string.Empty);
        foreach (ParameterShape parameter in cmdlet.Parameters.Where(parameter => !parameter.IsFromPowerShell))
        {
            Item(page, "-" + parameter.Name, "{{ Meaning, unit, range, what happens without it. }}");
        }

        Item(page, PageSchema.CommonParameters,
            "This cmdlet supports the common parameters: see [about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).");
        Section(page, PageSchema.Inputs, string.Empty);
        Types(page, PipedTypes(cmdlet), "{{ What it does with one. }}");
        Section(page, PageSchema.Outputs, string.Empty);
        Types(page, cmdlet.OutputTypes, "{{ What one stands for. }}");
        Section(page, PageSchema.Notes, string.Empty);
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
            Item(page, PageSchema.None, string.Empty);
        }
    }

    private static void Example(StringBuilder page, CmdletShape cmdlet, int number, string title) =>
        Item(page, $"Example {number}: {title}", $"```powershell\n{cmdlet.Name}\n```\n\n{{{{ What it does and what one sees. }}}}");

    private static void Section(StringBuilder page, string heading, string text) => Append(page, "## " + heading, text);

    private static void Item(StringBuilder page, string heading, string text) => Append(page, "### " + heading, text);

    private static void Append(StringBuilder page, string heading, string text) =>
        page.Append(heading).Append("\n\n").Append(text).Append(text.Length > 0 ? "\n\n" : string.Empty);
}

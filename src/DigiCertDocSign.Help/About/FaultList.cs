using System.Collections;
using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace DigiCertDocSign.Help.About;

/// <summary>
/// The list of a module's faults in an about topic. The page holds the prose and, where the list belongs, a comment that names the
/// module's own table, as in <c>faults: DigiCertDocSign.Errors.FaultTable, DigiCertDocSign.Core</c>. So no page repeats what the code says.
/// </summary>
internal static partial class FaultList
{
    /// <summary>The faults in groups; null for a block that does not ask for them.</summary>
    /// <exception cref="HelpToolException">The module has no such table.</exception>
    public static IReadOnlyList<FaultSection>? Find(Block block) =>
        block is HtmlBlock html && Marker().Match(html.Lines.ToString()) is { Success: true } marker
            ? Read(marker.Groups["table"].Value)
            : null;

    private static List<FaultSection> Read(string name)
    {
        // The module was imported into this process, so its assemblies are found. Nothing of the module is linked: hence no types.
        if (Type.GetType(name)?.GetProperty("Groups")?.GetValue(null) is not IEnumerable groups)
        {
            throw new HelpToolException($"The module has no table of faults '{name}' with groups.");
        }

        var sections = new List<FaultSection>();
        foreach (dynamic group in groups)
        {
            var faults = new List<(string Id, string Text)>();
            foreach (dynamic fault in group.Faults)
            {
                faults.Add((fault.Id, $"{fault.Meaning} {fault.Remedy}{(fault.EndsRun ? " Ends the run." : "")}"));
            }

            sections.Add(new FaultSection(group.Title, faults));
        }

        return sections;
    }

    [GeneratedRegex(@"^<!--\s*faults:\s*(?<table>.+?)\s*-->\s*$")]
    private static partial Regex Marker();
}

/// <summary>A heading, and the faults under it.</summary>
internal sealed record FaultSection(string Title, IReadOnlyList<(string Id, string Text)> Faults);

using System.Collections;
using System.Text;
using System.Text.RegularExpressions;
using DigiCertDocSign.Help.Markdown;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace DigiCertDocSign.Help.About;

/// <summary>An about topic as the text file that Get-Help prints as it is: so its lines are wrapped here.</summary>
internal static class AboutText
{
    public const int Width = 80;
    public const int Indent = 4;
    public const string ShortDescription = "SHORT DESCRIPTION";
    public const string LongDescription = "LONG DESCRIPTION";

    public static string Write(MarkdownPage page)
    {
        var lines = new List<string> { "TOPIC", new string(' ', Indent) + page.Name, "" };
        foreach (Section section in page.Title!.Children)
        {
            Append(section, lines);
        }

        return string.Join(Environment.NewLine, lines) + Environment.NewLine;
    }

    private static void Append(Section section, List<string> lines)
    {
        // Get-Help takes the topic's summary from the line under SHORT DESCRIPTION: no blank line between.
        lines.Add(section.Level <= 2 ? section.Title.ToUpperInvariant() : "  " + section.Title);
        foreach (Block block in section.Blocks)
        {
            if (FaultList.Find(block) is { } faults)
            {
                lines.AddRange(faults.SelectMany(FaultLines));
                continue;
            }

            lines.AddRange(Lines(block, new string(' ', Indent)));
            lines.Add("");
        }

        if (section.Blocks.Count == 0)
        {
            lines.Add("");
        }

        section.Children.ForEach(child => Append(child, lines));
    }

    private static IEnumerable<string> FaultLines(FaultSection section)
    {
        string indent = new(' ', Indent);
        return [section.Title.ToUpperInvariant(), .. section.Faults.SelectMany(Entry)];

        IEnumerable<string> Entry((string Id, string Text) fault) => ["  " + fault.Id, .. Wrap(fault.Text, indent, indent), ""];
    }

    private static IEnumerable<string> Lines(Block block, string indent) => block switch
    {
        // Code keeps its lines: a wrapped command is another command.
        CodeBlock code => PlainText.Code(code).Split('\n').Select(line => (indent + new string(' ', Indent) + line).TrimEnd()),
        ListBlock list => list.OfType<ListItemBlock>().SelectMany((item, index) => ItemLines(item, PlainText.Bullet(list, index), indent)),
        Table table => TableLines(table, indent),
        QuoteBlock quote => quote.SelectMany(inner => Lines(inner, indent)),
        _ => PlainText.Lines(block).SelectMany(line => Wrap(line, indent, indent)),
    };

    private static IEnumerable<string> ItemLines(ListItemBlock item, string bullet, string indent)
    {
        string inner = indent + new string(' ', bullet.Length);
        return item
            .SelectMany(block => Lines(block, inner))
            .Select((line, index) => index == 0 ? indent + bullet + line[inner.Length..] : line);
    }

    /// <summary>No table fits 80 columns for certain: each row becomes its first cell with the others below it.</summary>
    private static IEnumerable<string> TableLines(Table table, string indent)
    {
        string inner = indent + new string(' ', Indent);
        string[] heads = [.. table.OfType<TableRow>().Where(row => row.IsHeader).Take(1).SelectMany(PlainText.Cells)];
        foreach (string[] cells in table.OfType<TableRow>().Where(row => !row.IsHeader).Select(row => PlainText.Cells(row).ToArray()))
        {
            foreach (string line in Wrap(cells[0], indent, inner))
            {
                yield return line;
            }

            for (int i = 1; i < cells.Length; i++)
            {
                // With two columns the second explains the first, and says so without its head.
                string label = cells.Length > 2 && i < heads.Length ? heads[i] + ": " : "";
                foreach (string line in Wrap(label + cells[i], inner, inner))
                {
                    yield return line;
                }
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, string firstIndent, string indent)
    {
        var line = new StringBuilder(firstIndent);
        bool isEmpty = true;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear().Append(indent);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }

        if (!isEmpty)
        {
            yield return line.ToString();
        }
    }
}

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

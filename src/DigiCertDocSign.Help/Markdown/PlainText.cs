using System.Globalization;
using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigiCertDocSign.Help.Markdown;

/// <summary>Markdown as Get-Help can show it: plain text, with the layout that plain text can keep.</summary>
internal static class PlainText
{
    /// <summary>
    /// One text per paragraph, without line breaks inside: the reader's window wraps it. A list or a code block is one text
    /// of several lines.
    /// </summary>
    public static IEnumerable<string> Paragraphs(IEnumerable<Block> blocks) =>
        blocks.Select(block => string.Join('\n', Lines(block))).Where(text => text.Length > 0);

    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        AppendAll(inlines, text);
        return text.ToString().Trim();
    }

    public static string Code(LeafBlock block) => block.Lines.ToString().TrimEnd().ReplaceLineEndings("\n");

    public static IEnumerable<string> Lines(Block block) => block switch
    {
        // Not indented: Get-Help trims the first line of a paragraph and would leave the others hanging.
        CodeBlock code => Code(code).Split('\n'),
        HtmlBlock => [],
        ListBlock list => list.OfType<ListItemBlock>().SelectMany((item, index) => ItemLines(list, item, index)),
        Table table => table.OfType<TableRow>().Select(row => string.Join(" | ", Cells(row))),
        QuoteBlock quote => quote.SelectMany(Lines),
        LeafBlock leaf => Of(leaf.Inline).Split('\n'),
        _ => [],
    };

    public static IEnumerable<string> Cells(TableRow row) =>
        row.OfType<TableCell>().Select(cell => string.Join(' ', cell.OfType<LeafBlock>().Select(leaf => Of(leaf.Inline))));

    public static string Bullet(ListBlock list, int index) => list.IsOrdered
        ? (int.Parse(list.OrderedStart ?? "1", CultureInfo.InvariantCulture) + index).ToString(CultureInfo.InvariantCulture) + ". "
        : "- ";

    private static IEnumerable<string> ItemLines(ListBlock list, ListItemBlock item, int index)
    {
        string bullet = Bullet(list, index);
        string indent = new(' ', bullet.Length);
        return item.SelectMany(Lines).Select((line, number) => (number == 0 ? bullet : indent) + line);
    }

    private static void AppendAll(ContainerInline? inlines, StringBuilder text)
    {
        foreach (Inline inline in inlines ?? Enumerable.Empty<Inline>())
        {
            Append(inline, text);
        }
    }

    private static void Append(Inline inline, StringBuilder text)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case LineBreakInline { IsHard: true }:
                text.Append('\n');
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case LinkInline link:
                AppendAll(link, text);
                AppendAddress(link, text);
                break;
            case ContainerInline container:
                AppendAll(container, text);
                break;
        }
    }

    /// <summary>A web address is kept for the reader to copy; a link to another page is known by its name.</summary>
    private static void AppendAddress(LinkInline link, StringBuilder text)
    {
        if (Uri.TryCreate(link.Url, UriKind.Absolute, out Uri? address) && address.Scheme != Uri.UriSchemeFile && Of(link) != link.Url)
        {
            text.Append(" (").Append(link.Url).Append(')');
        }
    }
}

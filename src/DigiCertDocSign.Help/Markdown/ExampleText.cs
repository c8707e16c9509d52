using Markdig.Syntax;

namespace DigiCertDocSign.Help.Markdown;

/// <summary>One example: a title, the code first, then what it does and shows.</summary>
internal sealed record ExampleText(string Title, string Code, IReadOnlyList<string> Remarks)
{
    public static ExampleText From(Section section) => new(
        section.Title,
        PlainText.Code((FencedCodeBlock)section.Blocks[0]),
        [.. PlainText.Paragraphs(section.Blocks.Skip(1))]);

    public static bool IsPowerShell(Block block) => block is FencedCodeBlock { Info: "powershell" };
}

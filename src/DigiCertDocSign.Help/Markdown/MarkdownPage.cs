using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace DigiCertDocSign.Help.Markdown;

/// <summary>One Markdown file as a tree of sections, with the place of everything in the file.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UsePreciseSourceLocation().Build();

    private MarkdownPage(string path, string text)
    {
        Path = path;
        Lines = text.ReplaceLineEndings("\n").Split('\n');
        Document = Markdig.Markdown.Parse(text, Pipeline);
        FrontMatter = ReadFrontMatter(Document);
        Root = ReadSections(Document);
    }

    /// <summary>As the caller named the folder, so that an error line leads there.</summary>
    public string Path { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public IReadOnlyList<string> Lines { get; }

    public MarkdownDocument Document { get; }

    /// <summary>Values and their lines, by key.</summary>
    public IReadOnlyDictionary<string, (string Value, int Line)> FrontMatter { get; }

    /// <summary>The page itself: level 0, holding what stands before the first heading.</summary>
    public Section Root { get; }

    /// <summary>The one first-level heading; null when there is none or more.</summary>
    public Section? Title => Root.Children.Count == 1 && Root.Children[0].Level == 1 ? Root.Children[0] : null;

    /// <summary>The pages that this one names in <see cref="PageSchema.ParametersFrom"/>.</summary>
    public IReadOnlyList<string> ParameterSources => FrontMatter.TryGetValue(PageSchema.ParametersFrom, out (string Value, int Line) named)
        ? named.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : [];

    public static MarkdownPage Read(string path) => new(path, File.ReadAllText(path));

    /// <summary>The line in the file, from 1.</summary>
    public static int LineOf(Block block) => block.Line + 1;

    private static Dictionary<string, (string Value, int Line)> ReadFrontMatter(MarkdownDocument document)
    {
        var values = new Dictionary<string, (string Value, int Line)>(StringComparer.OrdinalIgnoreCase);
        if (document.Descendants<YamlFrontMatterBlock>().FirstOrDefault() is not { } block)
        {
            return values;
        }

        string[] lines = block.Lines.ToString().Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            // Only 'key: value' lines: the schema has no nested front matter.
            int colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                string value = lines[i][(colon + 1)..].Trim().Trim('\'', '"');
                values[lines[i][..colon].Trim()] = (value, LineOf(block) + 1 + i);
            }
        }

        return values;
    }

    private static Section ReadSections(MarkdownDocument document)
    {
        var root = new Section("", level: 0, line: 1);
        var open = new Stack<Section>([root]);
        foreach (Block block in document)
        {
            if (block is HeadingBlock heading)
            {
                while (open.Peek().Level >= heading.Level)
                {
                    open.Pop();
                }

                var section = new Section(PlainText.Of(heading.Inline), heading.Level, LineOf(heading));
                open.Peek().Children.Add(section);
                open.Push(section);
            }
            else if (block is not (YamlFrontMatterBlock or LinkReferenceDefinitionGroup))
            {
                open.Peek().Blocks.Add(block);
            }
        }

        return root;
    }
}

/// <summary>A heading, what stands under it up to the next heading, and the sections below it.</summary>
internal sealed class Section(string title, int level, int line)
{
    public string Title { get; } = title;

    public int Level { get; } = level;

    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    public List<Block> Blocks { get; } = [];

    public List<Section> Children { get; } = [];

    public bool HasText => Blocks.Count > 0;

    public Section? Find(string title) =>
        Children.FirstOrDefault(child => child.Title.Equals(title, StringComparison.OrdinalIgnoreCase));
}

using Markdig.Syntax;

namespace DigiCertDocSign.Help.Markdown;

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

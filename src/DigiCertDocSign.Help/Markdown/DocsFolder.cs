namespace DigiCertDocSign.Help.Markdown;

/// <summary>The folder of help texts of one language.</summary>
internal sealed class DocsFolder
{
    private const string AboutPrefix = "about_";

    private DocsFolder(string path, IEnumerable<MarkdownPage> pages)
    {
        Path = path;
        ILookup<bool, MarkdownPage> parts = pages.ToLookup(page => page.Name.StartsWith(AboutPrefix, StringComparison.OrdinalIgnoreCase));
        AboutPages = [.. parts[true]];
        CmdletPages = [.. parts[false]];
    }

    public string Path { get; }

    public IReadOnlyList<MarkdownPage> CmdletPages { get; }

    public IReadOnlyList<MarkdownPage> AboutPages { get; }

    /// <exception cref="HelpToolException">There is no such folder.</exception>
    public static DocsFolder Read(string path) => Directory.Exists(path)
        ? new DocsFolder(path, Directory.GetFiles(path, "*.md").Order(StringComparer.OrdinalIgnoreCase).Select(MarkdownPage.Read))
        : throw new HelpToolException($"The folder of help texts '{path}' does not exist.");

    public string PathOf(string name) => System.IO.Path.Combine(Path, name + ".md");

    public MarkdownPage? FindCmdletPage(string cmdlet) =>
        CmdletPages.FirstOrDefault(page => page.Name.Equals(cmdlet, StringComparison.OrdinalIgnoreCase));
}

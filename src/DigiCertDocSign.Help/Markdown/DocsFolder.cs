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

    /// <summary>What a page says of a parameter: in a section of its own, else in that of a page from which it takes texts.</summary>
    /// <param name="page">Of the cmdlet.</param>
    /// <param name="heading">Of the parameter's section.</param>
    public Section? FindParameter(MarkdownPage page, string heading) => FindOwn(page, heading) ?? FindTakenParameter(page, heading);

    /// <summary>What a page would say of a parameter if it had no section of its own.</summary>
    /// <param name="page">Of the cmdlet.</param>
    /// <param name="heading">Of the parameter's section.</param>
    public Section? FindTakenParameter(MarkdownPage page, string heading) => FindTaken(page, heading, [page]);

    private static Section? FindOwn(MarkdownPage page, string heading) => page.Title?.Find(PageSchema.Parameters)?.Find(heading);

    // A source may itself take from others, and two pages from each other: each is asked once.
    private Section? FindTaken(MarkdownPage page, string heading, HashSet<MarkdownPage> asked) => page.ParameterSources
        .Select(FindCmdletPage)
        .OfType<MarkdownPage>()
        .Where(asked.Add)
        .Select(source => FindOwn(source, heading) ?? FindTaken(source, heading, asked))
        .FirstOrDefault(section => section is not null);
}

using DigiCertDocSign.Help;

namespace DigiCertDocSign.Tests.Help;

/// <summary>The help tool on the sample module, with the sample pages or a changed copy of them.</summary>
internal sealed class HelpRun : IDisposable
{
    public HelpRun()
    {
        Docs = Path.Combine(Module.Root, "docs");
        Directory.CreateDirectory(Docs);
        foreach (string page in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Help", "SampleDocs")))
        {
            File.Copy(page, Path.Combine(Docs, Path.GetFileName(page)));
        }
    }

    public SampleModuleFolder Module { get; } = new();

    public string Docs { get; }

    /// <summary>Error lines with the folder taken off, so that a test can name them.</summary>
    public IReadOnlyList<string> Errors { get; private set; } = [];

    public string Page(string name) => Path.Combine(Docs, name);

    /// <summary>Replaces text that must be there in a page; null deletes the page.</summary>
    public void Edit(string page, string old, string? replacement)
    {
        string text = File.ReadAllText(Page(page));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.Delete(Page(page));
        if (replacement is not null)
        {
            File.WriteAllText(Page(page), text.Replace(old, replacement, StringComparison.Ordinal));
        }
    }

    public int Build() => Run(Module.ModulePath, Docs, Module.HelpPath);

    public int Run(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int exitCode = HelpTool.Run(args, output, errors);
        Errors = [.. errors.ToString()
            .Replace(Docs + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)];
        return exitCode;
    }

    public void Dispose() => Module.Dispose();
}

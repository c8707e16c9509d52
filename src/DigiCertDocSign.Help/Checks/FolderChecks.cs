using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help.Checks;

/// <summary>The folder against the module: a page for each cmdlet and no other, and the module's about topic.</summary>
internal sealed class FolderChecks(IReadOnlyList<CmdletShape> cmdlets, DocsFolder folder, ProblemList problems)
{
    private const int FirstLine = 1;

    public void Run()
    {
        string prefix = NounPrefix();
        var code = new CodeChecks(cmdlets, prefix, problems);
        var about = new AboutChecks("about_" + prefix, folder, problems);
        about.CheckPresence();
        foreach (MarkdownPage page in folder.CmdletPages.Concat(folder.AboutPages))
        {
            new TextChecks(page, problems).Run();
            about.CheckMentions(page);
            code.Check(page);
        }

        foreach (CmdletShape cmdlet in cmdlets)
        {
            CheckCmdlet(cmdlet);
        }

        foreach (MarkdownPage page in folder.CmdletPages.Where(page => !IsOfACmdlet(page)))
        {
            problems.Add(page, FirstLine, ProblemCodes.StalePage,
                $"The module has no cmdlet '{page.Name}'. Delete the page, or rename it after the cmdlet it tells about.");
        }

        foreach (MarkdownPage page in folder.AboutPages)
        {
            about.CheckForm(page);
        }
    }

    /// <summary>What all nouns of the module begin with, such as <c>DocSigning</c>; it also names the module's about topics.</summary>
    private string NounPrefix()
    {
        string prefix = cmdlets[0].Noun;
        foreach (string noun in cmdlets.Skip(1).Select(cmdlet => cmdlet.Noun))
        {
            int same = prefix.Zip(noun).TakeWhile(pair => pair.First == pair.Second).Count();
            prefix = prefix[..same];
        }

        return prefix;
    }

    private bool IsOfACmdlet(MarkdownPage page) =>
        cmdlets.Any(cmdlet => cmdlet.Name.Equals(page.Name, StringComparison.OrdinalIgnoreCase));

    private void CheckCmdlet(CmdletShape cmdlet)
    {
        MarkdownPage? page = folder.FindCmdletPage(cmdlet.Name);
        if (page is null)
        {
            problems.Add(folder.PathOf(cmdlet.Name), FirstLine, ProblemCodes.MissingPage,
                $"The cmdlet {cmdlet.Name} has no help page. 'DigiCertDocSign.Help --new' writes one to fill in.");
            return;
        }

        Section? title = new FormChecks(cmdlet, page, problems).Run();
        if (title is not null)
        {
            new ParameterChecks(cmdlet, page, folder, problems).Check(title);
            new ExampleChecks(cmdlet, page, problems).Check(title);
            new InputOutputChecks(cmdlet, page, problems).Check(title);
        }
    }
}

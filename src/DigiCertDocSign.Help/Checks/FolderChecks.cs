using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help.Checks;

/// <summary>The folder against the module: a page for each cmdlet and no other, and the module's about topic.</summary>
internal sealed class FolderChecks(IReadOnlyList<CmdletShape> cmdlets, DocsFolder folder, ProblemList problems)
{
    private const int FirstLine = 1;

    public void Run()
    {
        var code = new CodeChecks(cmdlets, problems);
        var about = new AboutChecks(cmdlets, folder, problems);
        about.CheckPresence();
        foreach (MarkdownPage page in folder.CmdletPages.Concat(folder.AboutPages))
        {
            PlaceholderChecks.Check(page, problems);
            HtmlChecks.Check(page, problems);
            LinkChecks.Check(page, problems);
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
            new ParameterChecks(cmdlet, page, problems).Check(title);
            new ExampleChecks(cmdlet, page, problems).Check(title);
            new InputOutputChecks(cmdlet, page, problems).Check(title);
        }
    }
}

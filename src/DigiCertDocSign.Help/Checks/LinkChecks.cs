using DigiCertDocSign.Help.Markdown;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigiCertDocSign.Help.Checks;

/// <summary>Every link to a file leads to one. Web addresses are not asked for: a build does not depend on the network.</summary>
internal static class LinkChecks
{
    public static void Check(MarkdownPage page, ProblemList problems)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(page.Path))!;
        foreach (LinkInline link in page.Document.Descendants<LinkInline>())
        {
            if (Fault(link.Url ?? string.Empty, folder) is { } fault)
            {
                problems.Add(page, link.Line + 1, ProblemCodes.BrokenLink, $"The link to '{link.Url}' is broken: {fault}.");
            }
        }
    }

    private static string? Fault(string target, string folder)
    {
        if (Uri.TryCreate(target, UriKind.Absolute, out Uri? address) && !target.StartsWith('/'))
        {
            return address.Scheme is "https" or "http" or "mailto" ? null : $"'{address.Scheme}:' is nothing that a reader can follow";
        }

        string path = Uri.UnescapeDataString(target.Split('#')[0]);
        if (path.Length == 0)
        {
            return target.Length > 1 ? null : "it has no target";
        }

        // A path from the root would lead elsewhere on every machine.
        return !Path.IsPathRooted(path) && File.Exists(Path.Combine(folder, path)) ? null : "there is no such file";
    }
}

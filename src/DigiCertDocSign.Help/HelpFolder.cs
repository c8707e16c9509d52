using System.Text;
using System.Xml;
using System.Xml.Linq;
using DigiCertDocSign.Help.About;
using DigiCertDocSign.Help.Cmdlets;
using DigiCertDocSign.Help.Maml;
using DigiCertDocSign.Help.Markdown;

namespace DigiCertDocSign.Help;

/// <summary>The folder of one language in the module, such as en-US, in which PowerShell looks for help.</summary>
internal sealed class HelpFolder(string path)
{
    // With its mark: Windows PowerShell 5.1 takes text without one for the system's own code page.
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>Writes what differs and deletes help that no page makes any more.</summary>
    /// <param name="cmdlets">As they are built.</param>
    /// <param name="docs">Their pages.</param>
    /// <param name="address">Where these pages can be read by anybody; null when that is not known.</param>
    /// <returns>The number of files changed.</returns>
    public int Write(IReadOnlyList<CmdletShape> cmdlets, DocsFolder docs, string? address)
    {
        Directory.CreateDirectory(path);
        var files = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        foreach (IGrouping<string, CmdletShape> file in cmdlets.GroupBy(cmdlet => cmdlet.HelpFile))
        {
            files[file.Key] = Xml(file.Select(
                cmdlet => new MamlCommand(cmdlet, docs.FindCmdletPage(cmdlet.Name)!, docs, address).Write()));
        }

        foreach (MarkdownPage page in docs.AboutPages)
        {
            files[page.Name + ".help.txt"] = [.. Encoding.GetPreamble(), .. Encoding.GetBytes(AboutText.Write(page))];
        }

        return files.Count(file => WriteIfChanged(file.Key, file.Value)) + DeleteOthers(files.Keys);
    }

    private static byte[] Xml(IEnumerable<XElement> commands)
    {
        var document = new XDocument(new XElement(MamlNames.Root + "helpItems", new XAttribute("schema", "maml"), commands));
        using var bytes = new MemoryStream();
        // Without indents the package is smaller: Get-Help reads the file, and nobody else.
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = Encoding, NewLineChars = "\n" }))
        {
            document.Save(writer);
        }

        return bytes.ToArray();
    }

    private bool WriteIfChanged(string name, byte[] content)
    {
        string target = Path.Combine(path, name);
        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(content))
        {
            return false;
        }

        File.WriteAllBytes(target, content);
        return true;
    }

    private int DeleteOthers(ICollection<string> made)
    {
        string[] others =
        [
            .. Directory.GetFiles(path, "*-Help.xml")
                .Concat(Directory.GetFiles(path, "*.help.txt"))
                .Where(file => !made.Contains(Path.GetFileName(file), StringComparer.OrdinalIgnoreCase)),
        ];
        Array.ForEach(others, File.Delete);
        return others.Length;
    }
}

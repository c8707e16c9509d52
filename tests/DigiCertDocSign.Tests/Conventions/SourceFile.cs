using System.Text;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>A source file, with a text in which comments and literals are blank, so that what is found in it is code.</summary>
internal sealed class SourceFile
{
    // In this order: what begins first and longest wins.
    private static readonly Regex NotCode = new(
        """"""(?<raw>"{3,})[\s\S]*?\k<raw>|//[^\n]*|/\*[\s\S]*?\*/|""""""
            + """"""(?:\$@|@\$|@)"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.[^']*|[^'\\\n])'"""""",
        RegexOptions.Compiled);

    private static readonly string[] ShippedProjects =
        ["CertCentral.Client", "CertCentral.Sandbox", "DigiCertDocSign.Core", "DigiCertDocSign.Loader", "DigiCertDocSign"];

    private SourceFile(string path)
    {
        Path = System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
        Code = NotCode.Replace(File.ReadAllText(path), match => Blank(match.Value));
    }

    /// <summary>Everything in src.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Regex.IsMatch(path, @"[\\/](obj|bin)[\\/]"))
            .Select(path => new SourceFile(path))];

    /// <summary>What goes to the user: the tools are left out.</summary>
    public static IReadOnlyList<SourceFile> Shipped { get; } = [.. All.Where(file => ShippedProjects.Contains(file.Project))];

    /// <summary>From the clone's root, with slashes.</summary>
    public string Path { get; }

    public string Project => Path.Split('/')[1];

    public string Code { get; }

    /// <summary>The lines, counted from 1, whose code matches; as "path:line".</summary>
    public IEnumerable<string> Find(Regex pattern) =>
        pattern.Matches(Code).Select(match => $"{Path}:{Code.AsSpan(0, match.Index).Count('\n') + 1}");

    private static string Blank(string text)
    {
        var blank = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            blank.Append(character is '\n' ? '\n' : ' ');
        }

        return blank.ToString();
    }
}

using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>docs/ARCHITECTURE.md speaks of types and folders that are there, and its walks count right.</summary>
public sealed class ArchitectureTests
{
    // Code that is no type of ours: members and a type of .NET.
    private static readonly string[] OtherCode = ["Client", "ProcessRecord", "RunFor", "StopToken", "Target", "TimeProvider"];

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "ARCHITECTURE.md"));

    private static readonly ILookup<string, string> FilesOfTypes = Directory
        .EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
        .Where(path => Regex.IsMatch(path, @"[\\/](src|tests)[\\/]") && !Regex.IsMatch(path, @"[\\/](obj|bin)[\\/]"))
        .SelectMany(path => Regex.Matches(File.ReadAllText(path), @"\b(?:class|record|struct|interface|enum)\s+(\w+)")
            .Select(match => (Type: match.Groups[1].Value, Path: path)))
        .ToLookup(type => type.Type, type => type.Path);

    private static readonly HashSet<string> Folders =
    [
        .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
            .Select(path => path.Replace('\\', '/')),
    ];

    public static TheoryData<string> Walks =>
        [.. Page.Split("\n## ").Single(part => part.StartsWith("Five walks", StringComparison.Ordinal)).Split("\n### ").Skip(1)];

    [Fact]
    public void Every_type_and_folder_that_the_page_names_is_there()
    {
        string[] names = [.. Regex.Matches(Page, @"`([A-Z][\w/]*)`").Select(match => match.Groups[1].Value).Distinct()];

        Assert.True(names.Length > 100);
        Assert.DoesNotContain(names, name => !FilesOfTypes.Contains(name) && !IsFolder(name) && !OtherCode.Contains(name));
    }

    [Fact]
    public void Every_file_that_the_page_names_is_there()
    {
        string[] paths =
        [
            .. Regex.Matches(Page, @"`((?:docs|module|src|tests)/[\w./-]+|\w+\.psd1)`").Select(match => match.Groups[1].Value),
        ];

        Assert.NotEmpty(paths);
        Assert.DoesNotContain(paths, path => !Path.Exists(Path.Combine(Repository.Root, path)));
    }

    [Theory]
    [MemberData(nameof(Walks))]
    public void A_walk_names_as_many_types_and_files_as_it_says(string walk)
    {
        Match said = Regex.Match(walk.Split('\n')[0], @"\((\d+) types in (\d+) files; before (\d+) in (\d+)\)$");
        string[] types =
        [
            .. Regex.Matches(walk, @"`(\w+)`").Select(match => match.Groups[1].Value).Where(FilesOfTypes.Contains).Distinct(),
        ];
        IEnumerable<string> files = types.Select(type => FilesOfTypes[type].First()).Distinct();

        Assert.True(said.Success);
        Assert.Equal(
            (int.Parse(said.Groups[1].ValueSpan, provider: null), int.Parse(said.Groups[2].ValueSpan, provider: null)),
            (types.Length, files.Count()));
    }

    private static bool IsFolder(string name) => Folders.Any(folder => folder.EndsWith("/" + name, StringComparison.Ordinal));
}

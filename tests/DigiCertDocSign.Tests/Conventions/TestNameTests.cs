using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>The name of a test is a sentence that fits in a line of a test run.</summary>
public sealed class TestNameTests
{
    private const int Limit = 80;

    private static readonly Regex Test =
        new(@"^    public (?:async |static )*[\w<>]+ (\w+_\w+)\(", RegexOptions.Compiled | RegexOptions.Multiline);

    [Fact]
    public void The_name_of_a_test_has_less_than_80_characters()
    {
        string[] names =
        [
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
                .Where(path => !Regex.IsMatch(path, @"[\\/](obj|bin)[\\/]"))
                .SelectMany(path => Test.Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)),
        ];

        Assert.True(names.Length > 500);
        Assert.DoesNotContain(names, name => name.Length >= Limit);
    }
}

using System.Text.RegularExpressions;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>docs/proofs.md names tests that are there.</summary>
public class ProofTableTests
{
    [Fact]
    public void Every_test_that_the_proofs_name_is_there()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "proofs.md"));
        (string Class, string Test)[] named = [.. Regex.Matches(page, "`([A-Z][A-Za-z]+Tests)[.]([A-Z][A-Za-z0-9_]+)`")
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        ILookup<string, string> classes = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);

        Assert.InRange(named.Length, 20, 520);
        Assert.DoesNotContain(
            named,
            proof => !classes[proof.Class].Any(text => text.Contains($" {proof.Test}(", StringComparison.Ordinal)));
    }
}

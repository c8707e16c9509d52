namespace DigiCertDocSign.Tests.Help;

/// <summary>What help shows, works: every example is run in a sandbox with the variables that the pages use.</summary>
public sealed class ExamplesRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;

    /// <summary>Every example of a cmdlet's page that needs no token, by page and heading.</summary>
    public static TheoryData<string, string> Examples => HelpExample.All(ofTokens: false);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_runs_without_an_error(string page, string title) => HelpExample.Run(page, title, _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

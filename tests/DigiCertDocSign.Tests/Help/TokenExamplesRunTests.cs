namespace DigiCertDocSign.Tests.Help;

/// <summary>The examples of help that need a token.</summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenExamplesRunTests(SoftHsm hsm) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;

    public static TheoryData<string, string> Examples => HelpExample.All(ofTokens: true);

    [SoftHsmTheory]
    [MemberData(nameof(Examples))]
    public void An_example_runs_without_an_error(string page, string title) => HelpExample.Run(
        page, title, _folder, ("module", SoftHsm.Module), ("tokenLabel", hsm.NewToken()), ("pin", Secret.Of(SoftHsm.Pin)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

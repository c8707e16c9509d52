using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Help;

/// <summary>The examples of the cmdlets' pages that need a team's database.</summary>
public sealed class TeamExamplesRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;

    [PostgresFact]
    public void An_example_of_a_team_runs_without_an_error()
    {
        using (var user = new ModuleSession())
        {
            user.Run(
                "$ConfirmPreference = 'None'; Connect-DocSigning -Sandbox -SandboxCompany -SandboxPath $folder/box.json; "
                    + "Sync-DocSigningJournal; Disconnect-DocSigning",
                ("folder", _folder)).Clean();
        }

        (string Page, string Title)[] examples = [.. HelpExample.OfTeams()];
        Assert.NotEmpty(examples);
        foreach ((string page, string title) in examples)
        {
            string database = PostgresServer.Shared.Connection(PostgresServer.Shared.NewDatabase());
            HelpExample.Run(
                page, title, _folder, ("database", database), ("userJournal", Path.Combine(_folder, "box.json.journal.db")));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>What administrators on several hosts see of a journal that they share in a database.</summary>
public sealed class TeamJournalTests : IAsyncLifetime
{
    private const string Connect =
        "Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock -TimeoutSec 86400 -RateLimit '100000/1' -Verbose "
        + "-Debug -WarningAction Continue ";

    private const string Order =
        "New-DocSigningOrder -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } -Years 1 "
        + "-ProvisioningMethod ClientApp -AgreeToSubscriberAgreement -Verbose -Debug ";

    private readonly SandboxSession _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [PostgresFact]
    public void What_one_host_has_ordered_the_other_passes_over_and_nobody_sees_the_password()
    {
        PostgresServer server = PostgresServer.Shared;
        string database = server.NewDatabase();
        PSObject[] people =
        [
            .. Enumerable.Range(1, 3).Select(number => SandboxSession.Person("Nora", $"Vik {number}", $"nora{number}@fjordlab.example")),
        ];
        ScriptRun run = _sandbox.Run(
            $$"""
            $here = @{ JournalDatabase = $database; JournalDatabasePassword = $secret; PassThru = $true }
            $one = {{Connect}} @here -Name One
            $two = {{Connect}} @here -Name Two
            $first = $people | {{Order}} -Connection $one -InformationVariable told
            $second = $people | {{Order}} -Connection $two -WarningAction SilentlyContinue -InformationVariable told2
            "$told" -match '3 placed'; "$told2" -match '0 placed, 3 already ordered'
            (Compare-Object $first.OrderId $second.OrderId) -eq $null
            @(Get-DocSigningJournal -Connection $two).Count
            (Test-DocSigningConnection -Connection $two | Where-Object Name -eq Journal).Passed
            $one | Format-List | Out-String
            $one | ConvertTo-Json -Depth 1
            $one.JournalPath -eq $null
            Disconnect-DocSigning One; Disconnect-DocSigning Two
            """,
            ("people", people),
            ("database", $"Host=127.0.0.1;Port={server.Port};Database={database};Username={PostgresServer.Owner}"),
            ("secret", Secret.Of(PostgresServer.Password)));

        Assert.Empty(run.ErrorIds);
        Assert.Equal(["True", "True", "True", "3", "True"], run.Output.Take(5).Select(line => line.ToString()));
        string place = $"127.0.0.1:{server.Port}/{database}, schema docsigning";
        Assert.Contains(place, run.Output[5].ToString(), StringComparison.Ordinal);
        Assert.Contains(place, run.Output[6].ToString(), StringComparison.Ordinal);
        Assert.Equal("True", run.Output[7].ToString());
        AssertNoPassword(run);
    }

    [PostgresFact]
    public void What_cannot_be_used_is_told_with_its_way_out_and_without_the_password()
    {
        PostgresServer server = PostgresServer.Shared;
        ScriptRun run = _sandbox.Run(
            $$"""
            {{Connect}} -JournalDatabase $database -JournalPath $folder/journal.db
            {{Connect}} -JournalDatabasePassword $secret
            {{Connect}} -JournalDatabase 'Host=db.example;SSL Mode=Disable' -JournalDatabasePassword $secret
            {{Connect}} -JournalDatabase "$database;Database=nowhere" -JournalDatabasePassword $wrong
            {{Connect}} -JournalDatabase "$database;Database=nowhere" -JournalDatabasePassword $wrong -Name Wrong -SkipValidation
            Get-DocSigningJournal -Connection Wrong
            $person | {{Order}} -Connection Wrong -WarningAction Continue
            Disconnect-DocSigning Wrong
            """,
            ("person", SandboxSession.Person()),
            ("database", $"Host=127.0.0.1;Port={server.Port};Username={PostgresServer.Owner}"),
            ("wrong", Secret.Of("Wr0ng" + PostgresServer.Password)),
            ("secret", Secret.Of(PostgresServer.Password)));

        Assert.Equal(
            [
                "JournalDatabaseInvalid", "JournalDatabaseInvalid", "JournalDatabaseInvalid", "JournalSignInFailed", "JournalSignInFailed",
                "JournalSignInFailed",
            ],
            run.ErrorIds);
        Assert.Equal(0, _sandbox.Server.Calls.Count(call => call.Method == "POST"));
        AssertNoPassword(run);
    }

    [PostgresFact]
    public void Who_only_connects_makes_no_tables_and_a_rehearsal_has_its_own()
    {
        PostgresServer server = PostgresServer.Shared;
        string database = server.NewDatabase();
        server.Sql(database, $"GRANT CREATE ON DATABASE {database} TO {PostgresServer.Owner}");
        ScriptRun run = _sandbox.Run(
            $$"""
            $here = @{ JournalDatabase = $database; JournalDatabasePassword = $secret; PassThru = $true }
            $team = {{Connect}} @here -Name Team
            $rehearsal = Connect-DocSigning -Sandbox @here -Name Rehearsal -TimeProvider $clock -RateLimit '100000/1'
            $rehearsal.JournalDatabase
            [void]($person | {{Order}} -Connection $rehearsal)
            @(Get-DocSigningJournal -Connection $rehearsal).Count
            @(Get-DocSigningJournal -Connection $team).Count
            Disconnect-DocSigning Team; Disconnect-DocSigning Rehearsal
            """,
            ("person", SandboxSession.Person()),
            ("database", $"Host=127.0.0.1;Port={server.Port};Database={database};Username={PostgresServer.Owner}"),
            ("secret", Secret.Of(PostgresServer.Password)));

        Assert.Empty(run.ErrorIds);
        Assert.Equal(
            [$"127.0.0.1:{server.Port}/{database}, schema docsigning_sandbox", "1", "0"], run.Output.Select(line => line.ToString()));

        // A mistyped name would be a second journal; a rehearsal is none.
        string place = $"127.0.0.1:{server.Port}/{database}, schema docsigning";
        Assert.Contains($"no journal in {place} yet", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal("f", server.Sql(database, "SELECT to_regclass('docsigning.pacing') IS NOT NULL").Trim());
    }

    /// <summary>Before a run has noted the loss, after it, and when the guard is over; also for a role that may only read.</summary>
    [PostgresFact]
    public void A_plan_says_that_nothing_is_sent_after_a_failover()
    {
        PostgresServer server = PostgresServer.Shared;
        string database = server.NewDatabase();
        string reader = "reader_of_" + database;
        server.Sql("postgres", $"CREATE ROLE {reader} LOGIN PASSWORD '{PostgresServer.Password}'");
        ScriptRun run = _sandbox.Run(
            $$"""
            $here = @{ JournalDatabasePassword = $secret; PassThru = $true }
            $team = {{Connect}} @here -JournalDatabase "$database;Username=$owner" -Name Team
            [void]($people[0] | {{Order}} -Connection $team)
            $sql.Invoke("GRANT USAGE ON SCHEMA docsigning TO $reader; GRANT SELECT ON ALL TABLES IN SCHEMA docsigning TO $reader; " +
                "GRANT INSERT, UPDATE ON docsigning.pacing TO $reader")
            $reads = {{Connect}} @here -JournalDatabase "$database;Username=$reader" -Name Reads
            function Tell($connection) {
                $plan = $people | New-DocSigningPlan -OrganizationId 610233 -Years 1 -ProvisioningMethod ClientApp -Connection $connection `
                    -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } -WarningAction SilentlyContinue
                "$($plan[0].Plan.ToOrder) $($plan[0].Plan.CanRun) $($plan[0].Plan.ExitCode) " +
                    ($plan[0].Plan.Checks | Where-Object Name -eq Journal).Detail
            }
            Tell $team
            $sql.Invoke("UPDATE docsigning.journal_info SET value = 'put back' WHERE name = 'server_history'")
            Tell $reads
            [void]($people | {{Order}} -Connection $team)
            Tell $reads
            Tell $team
            $sql.Invoke('UPDATE docsigning.losses SET seen_at = seen_at - 1020001')
            Tell $reads
            Disconnect-DocSigning Team; Disconnect-DocSigning Reads
            """,
            (
                "people",
                new[]
                {
                    SandboxSession.Person("Nora", "Vik", "nora@failover.example"),
                    SandboxSession.Person("Odd", "Lie", "odd@failover.example"),
                }),
            ("sql", (Action<string>)(sql => server.Sql(database, sql))),
            ("database", $"Host=127.0.0.1;Port={server.Port};Database={database}"),
            ("owner", PostgresServer.Owner),
            ("reader", reader),
            ("secret", Secret.Of(PostgresServer.Password)));

        Assert.Equal(["JournalCommitsLost"], run.ErrorIds);
        string[] told = [.. run.Output.Select(line => line.ToString())];
        Assert.Equal(5, told.Length);
        Assert.StartsWith("1 True 0 ", told[0], StringComparison.Ordinal);
        Assert.All(told[1..4], text => Assert.StartsWith("1 False 2 ", text, StringComparison.Ordinal));
        Assert.Contains("first run notes it, and nothing is sent for 17 minutes", told[1], StringComparison.Ordinal);
        Assert.All(told[2..4], text => Assert.Contains("Nothing is sent until 20", text, StringComparison.Ordinal));
        Assert.StartsWith("1 True 0 ", told[4], StringComparison.Ordinal);
    }

    private static void AssertNoPassword(ScriptRun run)
    {
        string[] said =
        [
            .. run.Output.Select(line => line.ToString()), .. run.Warnings, .. run.Information, .. run.Verbose, .. run.Debug,
            .. run.Errors.Select(error => error + error.Exception.ToString() + error.ErrorDetails),
        ];
        Assert.All(said, text => Assert.DoesNotContain(PostgresServer.Password, text, StringComparison.Ordinal));
    }
}

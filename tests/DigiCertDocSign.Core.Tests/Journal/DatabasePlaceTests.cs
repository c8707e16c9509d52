using System.Text.RegularExpressions;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Tests.Ordering;
using static DigiCertDocSign.Tests.Journal.Intents;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>The way to a journal in PostgreSQL, what a role needs there, and what is told where one of them is missing.</summary>
public class DatabasePlaceTests
{
    private static PostgresServer Server => PostgresServer.Shared;

    [Theory]
    [InlineData("Host=db.example;SSL Mode=Prefer", "SSL Mode=Prefer would let anybody")]
    [InlineData("Host=db.example;sslmode=disable", "SSL Mode=Disable would let anybody")]
    [InlineData("Host=localhost,db.example;SSL Mode=Allow", "SSL Mode=Allow would let anybody")]
    [InlineData("Database=docsigning", "names no server")]
    [InlineData("Host=db.example;Password=geheim;Jan=uar", "cannot be read")]
    [InlineData("Host=db.example;Password=\"geheim", "cannot be read")]
    [InlineData("Host=db.example;Port=many", "cannot be read")]
    [InlineData("Host=db.example;Target Session Attributes=geheim", "cannot be read")]
    [InlineData("postgresql://orders:geheim@db.example/docsigning", "an address")]
    [InlineData("no_such_service", "there is no service 'no_such_service'")]
    [InlineData("Host=db.example;Search Path=legal,public", "names the one schema")]
    [InlineData("Host=db.example;Search Path='\"$user\"'", "names the one schema")]
    public void A_database_that_cannot_be_used_as_it_is_named_is_refused_without_its_secrets(string database, string reason)
    {
        DocSigningException fault =
            Assert.Throws<DocSigningException>(() => JournalPlace.InDatabase(database, null, TimeProvider.System));
        Assert.Equal(FaultKind.JournalDatabaseInvalid, fault.Kind);
        Assert.StartsWith("JournalDatabase: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Jan", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_names_server_database_and_schema_and_no_secret()
    {
        var place = JournalPlace.InDatabase(
            "Host=db1.example,db2.example:5433;Database=docsigning;Username=orders;Password=geheim;Search Path=Legal",
            null,
            TimeProvider.System);
        Assert.Equal("db1.example,db2.example:5433/docsigning, schema legal", place.Database);
        Assert.Equal((place.Database, null, null), (place.ToString(), place.Path, place.Warning));
        Assert.Throws<DocSigningException>(
            () => JournalPlace.InDatabase("Host=db.example;Password=one", Secret.Of("other"), TimeProvider.System));
    }

    [PostgresFact]
    public async Task A_service_file_names_the_server_and_the_password_is_found_where_it_is_kept()
    {
        string database = Server.NewDatabase();
        using var folder = new TempFolder();
        string passwords = folder.Write("pgpass", $"127.0.0.1:{Server.Port}:*:*:{PostgresServer.Password}\n");
        string services = folder.Write(
            "services",
            $"""
            # The team's.
            [other]
            host=other.example
            [docsigning]
            host=127.0.0.1
            port={Server.Port}
            dbname={database}
            user=nobody
            sslmode=prefer
            target_session_attrs=standby
            passfile={passwords}
            keepalives=1
            [third]
            host=third.example
            """);
        Environment.SetEnvironmentVariable("PGSERVICEFILE", services);
        await WorksAsync(JournalPlace.InDatabase("service=docsigning;Username=team", null, TimeProvider.System));
        Assert.Equal(
            $"127.0.0.1:{Server.Port}/{database}, schema docsigning",
            JournalPlace.InDatabase("docsigning", null, TimeProvider.System).Database);

        // What the string says has the last word under each of its names.
        await WorksAsync(JournalPlace.InDatabase(
            "service=docsigning;User Id=team;SslMode=Disable;TargetSessionAttributes=any", null, TimeProvider.System));
        var elsewhere = JournalPlace.InDatabase("service=docsigning;Server=localhost;DB=other", null, TimeProvider.System);
        Assert.Equal($"localhost:{Server.Port}/other, schema docsigning", elsewhere.Database);

        // Given as a secret, it is used in place of all others.
        await WorksAsync(JournalPlace.InDatabase(
            $"service=docsigning;Username=team;Passfile={services}", Secret.Of(PostgresServer.Password), TimeProvider.System));
    }

    [PostgresFact]
    public async Task What_the_server_says_no_to_is_told_without_the_password()
    {
        string database = Server.NewDatabase();
        string right = Server.Connection(database);
        Assert.Equal(
            FaultKind.JournalUnreachable, (await FaultAsync(Server.Connection(database, port: PostgresServer.FreePort()))).Kind);
        Assert.Equal(FaultKind.JournalUnreachable, (await FaultAsync(right + ";Host=nowhere.invalid;SSL Mode=VerifyFull")).Kind);
        DocSigningException refused = await FaultAsync(right.Replace(PostgresServer.Password, "Wr0ng;", StringComparison.Ordinal));
        Assert.Equal(FaultKind.JournalSignInFailed, refused.Kind);
        Assert.DoesNotContain("Wr0ng", refused.ToString(), StringComparison.Ordinal);
        string bare = right.Replace($"Password=\"{PostgresServer.Password}\"", "", StringComparison.Ordinal);
        Assert.Equal(FaultKind.JournalSignInFailed, (await FaultAsync(bare)).Kind);
        Assert.Equal(FaultKind.JournalDatabaseInvalid, (await FaultAsync(bare + "Passfile=/nowhere")).Kind);
        Assert.Equal(FaultKind.JournalDatabaseInvalid, (await FaultAsync(Server.Connection("nowhere"))).Kind);
        Assert.Equal(FaultKind.JournalTlsFailed, (await FaultAsync(right + ";SSL Mode=Require")).Kind);

        Server.Sql("postgres", $"CREATE DATABASE {database}_latin ENCODING 'LATIN1' TEMPLATE template0");
        Assert.Equal(FaultKind.JournalDatabaseInvalid, (await FaultAsync(Server.Connection(database + "_latin"))).Kind);
    }

    [PostgresFact]
    public async Task What_the_server_cannot_do_at_an_order_ends_the_run_before_it_leaves()
    {
        string database = Server.NewDatabase();
        await WorksAsync(JournalStore.InDatabase(Server, database));
        foreach ((string state, FaultKind kind) in new[]
        {
            ("53100", FaultKind.JournalFull), ("25006", FaultKind.JournalReadOnly), ("XX001", FaultKind.JournalCorrupt),
            ("55P03", FaultKind.JournalBusy), ("XX000", FaultKind.JournalNotWritable),
        })
        {
            Server.Sql(
                database,
                $"""
                CREATE OR REPLACE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql
                    AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''{state}''; END';
                CREATE OR REPLACE TRIGGER fails BEFORE UPDATE ON docsigning.intents FOR EACH ROW WHEN (NEW.state = 'Sent')
                    EXECUTE FUNCTION fails()
                """);
            using var fixture = new OrderingFixture(place: JournalStore.InDatabase(Server, database));
            RunResult run = await fixture.RunAsync(new OrderingOptions { Patience = TimeSpan.Zero }, fixture.Inputs(2));
            Assert.Equal((kind, 0), (Assert.IsType<DocSigningException>(run.StoppedBy).Kind, fixture.Sends));
        }
    }

    /// <summary>What the page for administrators says is what the module makes, and what its roles need is enough.</summary>
    [PostgresFact]
    public async Task The_statements_for_an_administrator_make_the_tables_that_the_module_makes()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "en-US", "about_DocSigning_Team.md"));
        string[] blocks = [.. Regex.Matches(page, "```sql\n(.*?)```", RegexOptions.Singleline).Select(block => block.Groups[1].Value)];
        string made = Server.NewDatabase();
        await WorksAsync(JournalStore.InDatabase(Server, made));
        string written = Server.NewDatabase(withSchema: false);
        foreach (string role in new[] { "orders", "reports" })
        {
            Server.Sql(written, $"CREATE ROLE {role} LOGIN PASSWORD '{PostgresServer.Password}'");
        }

        Server.Sql(written, blocks[1] + blocks[2]);
        Assert.Equal(Shape(made), Shape(written));

        // So does what brings an older one up to date; and the rights have to be given again.
        Server.Sql(
            written,
            "DROP TABLE docsigning.losses, docsigning.loss_accounts; "
            + "UPDATE docsigning.journal_info SET value = '2' WHERE name = 'database_version'");
        Server.Sql(written, blocks[3]);
        Assert.Equal(Shape(made), Shape(written));
        Assert.Equal(FaultKind.JournalNotPermitted, (await FaultAsync(Server.Connection(written, "orders"))).Kind);
        Server.Sql(written, blocks[2] + blocks[4]);

        JournalPlace orders = JournalStore.InDatabase(Server, written, "orders");
        JournalPlace reports = JournalStore.InDatabase(Server, written, "reports");
        using (var fixture = new OrderingFixture(place: orders))
        {
            RunResult run = await fixture.RunAsync(fixture.Inputs(2));
            Assert.Equal((null, 2), (run.StoppedBy, run.Summary.Placed));
        }

        using var reader = new OrderingFixture(place: reports);
        Assert.Equal(2, (await reader.IntentsAsync()).Count);
        DocSigningException refused = await Assert.ThrowsAsync<DocSigningException>(() => reader.RunAsync(reader.Inputs(3)));
        Assert.Equal((FaultKind.JournalNotPermitted, 0), (refused.Kind, reader.Sends));

        // Neither role may make tables, nor bring them up to date.
        Server.Sql(written, "UPDATE docsigning.journal_info SET value = '6' WHERE name = 'schema_version'");
        Assert.Equal(FaultKind.JournalNotPermitted, (await FaultAsync(Server.Connection(written, "orders"))).Kind);
        Server.Sql(written, "UPDATE docsigning.journal_info SET value = '99' WHERE name = 'database_version'");
        Assert.Equal(FaultKind.JournalTooNew, (await FaultAsync(Server.Connection(written, "orders"))).Kind);
        Assert.Equal(FaultKind.JournalNotPermitted, (await FaultAsync(Server.Connection(Server.NewDatabase(withSchema: false)))).Kind);

        string Shape(string database) => Server.Sql(
            database,
            """
            SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
            WHERE table_schema = 'docsigning' ORDER BY 1, 2;
            SELECT regexp_replace(indexdef, '\w+_pkey1?', '') FROM pg_indexes WHERE schemaname = 'docsigning' ORDER BY 1;
            SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1;
            SELECT * FROM docsigning.journal_info WHERE name LIKE '%_version' ORDER BY 1
            """);
    }

    /// <summary>An older version's hosts cannot use what a newer one has brought up to date: nobody does it in passing.</summary>
    [PostgresFact]
    public async Task An_older_journal_is_brought_up_to_date_by_a_run_and_only_when_none_is_at_work()
    {
        string database = Server.NewDatabase();
        JournalPlace place = JournalStore.InDatabase(Server, database);
        using (IJournalStorage reader = place.OpenStorage())
        {
            Assert.Empty(await FindAsync(reader, Intent(1, "run")));
        }

        Assert.Equal("f", Server.Sql(database, "SELECT to_regclass('docsigning.journal_info') IS NOT NULL").Trim());
        using IJournalStorage old = place.OpenStorage();
        await using (IJournalRun atWork = await old.EnterRunAsync("old", CancellationToken.None))
        {
            Server.Sql(database, "DROP TABLE docsigning.pacing, docsigning.losses, docsigning.loss_accounts");
            Server.Sql(database, "UPDATE docsigning.journal_info SET value = '1' WHERE name = 'database_version'");
            Assert.Equal(FaultKind.JournalOutdated, (await FaultAsync(Server.Connection(database))).Kind);
        }

        using IJournalStorage next = JournalStore.InDatabase(Server, database).OpenStorage();
        DocSigningException outdated = await Assert.ThrowsAsync<DocSigningException>(() => FindAsync(next, Intent(1, "run")));
        Assert.Equal(FaultKind.JournalOutdated, outdated.Kind);
        await WorksAsync(JournalStore.InDatabase(Server, database));
        Assert.Empty(await FindAsync(next, Intent(2, "run")));
    }

    /// <summary>The server waits for no answer by itself; this test waits for ten seconds, as long as the module does.</summary>
    [PostgresFact]
    public async Task A_server_that_takes_the_connection_and_says_nothing_is_told()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        int port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        DocSigningException fault = await FaultAsync(Server.Connection("nowhere", port: port) + ";Timeout=0");
        Assert.Equal(FaultKind.JournalUnreachable, fault.Kind);
    }

    [PostgresFact("pgbouncer")]
    public async Task A_pooler_that_keeps_no_sessions_is_refused_and_one_that_does_is_used()
    {
        string database = Server.NewDatabase();
        foreach (int sessions in new[] { 20, 1 })
        {
            using var pooler = new PgBouncer(Server, database, "transaction", sessions);
            DocSigningException fault = await FaultAsync(Server.Connection(database, port: pooler.Port));
            Assert.Equal(FaultKind.JournalPooled, fault.Kind);
        }

        // One that is full tells nothing about that, and has room again.
        using var full = new PgBouncer(Server, database, "session", 1);
        Assert.Equal(FaultKind.JournalUnreachable, (await FaultAsync(Server.Connection(database, port: full.Port))).Kind);

        using var keeps = new PgBouncer(Server, database, "session", 20);
        await WorksAsync(JournalPlace.InDatabase(Server.Connection(database, port: keeps.Port), null, TimeProvider.System));
    }

    [PostgresFact]
    public async Task A_standby_can_be_read_and_of_several_servers_the_one_that_takes_changes_is_used()
    {
        using var primary = new PostgresServer(isDurable: false);
        string database = primary.NewDatabase();
        await WorksAsync(JournalStore.InDatabase(primary, database));
        using PostgresServer standby = primary.NewStandby();
        string toStandby = standby.Connection(database);

        using (IJournalStorage reader = JournalPlace.InDatabase(toStandby, null, TimeProvider.System).OpenStorage())
        {
            Assert.Single(await FindAsync(reader, Intent(1, "run")));
            DocSigningException fault =
                await Assert.ThrowsAsync<DocSigningException>(() => reader.EnterRunAsync("two", CancellationToken.None));
            Assert.Equal(FaultKind.JournalReadOnly, fault.Kind);
        }

        string toBoth = toStandby.Replace(
            $"Host=127.0.0.1;Port={standby.Port}", $"Host=127.0.0.1:{standby.Port},127.0.0.1:{primary.Port}", StringComparison.Ordinal);
        await WorksAsync(JournalPlace.InDatabase(toBoth, null, TimeProvider.System), person: 2);
    }

    [PostgresFact]
    public async Task Another_machine_must_prove_who_it_is_unless_the_operator_says_otherwise()
    {
        using var server = new PostgresServer(isDurable: false, "listen_addresses=*");
        string database = server.NewDatabase();
        string key = Path.Combine(server.Folder, "key.pem");
        string certificate = Path.Combine(server.Folder, "certificate.pem");
        server.Run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=docsigning", "-addext",
            $"subjectAltName=DNS:{Environment.MachineName}", "-keyout", key, "-out", certificate);
        server.Sql(database, "ALTER SYSTEM SET ssl = on");
        server.Sql(database, $"ALTER SYSTEM SET ssl_cert_file = '{certificate}'");
        server.Sql(database, $"ALTER SYSTEM SET ssl_key_file = '{key}'");
        server.Stop("fast");
        server.Start();
        string byAddress = server.Connection(database);
        string byName = byAddress.Replace("Host=127.0.0.1", $"Host={Environment.MachineName}", StringComparison.Ordinal);

        DocSigningException unknown = await FaultAsync(byName);
        Assert.Equal(FaultKind.JournalTlsFailed, unknown.Kind);
        await WorksAsync(JournalPlace.InDatabase($"{byName};Root Certificate={certificate}", null, TimeProvider.System));
        Assert.Equal(
            FaultKind.JournalTlsFailed,
            (await FaultAsync($"{byAddress};SSL Mode=VerifyFull;Root Certificate={certificate}")).Kind);

        var unproven = JournalPlace.InDatabase($"{byName};SSL Mode=Require", null, TimeProvider.System);
        Assert.Contains("SSL Mode=Require does not prove", unproven.Warning, StringComparison.Ordinal);
        await WorksAsync(unproven, person: 2);
    }

    /// <summary>A run begins there, claims, and is found at work by another connection.</summary>
    private static async Task WorksAsync(JournalPlace place, int person = 1)
    {
        using IJournalStorage journal = place.OpenStorage();
        using IJournalStorage other = place.OpenStorage();
        await using IJournalRun run = await journal.EnterRunAsync($"run{person}", CancellationToken.None);
        OrderIntent intent = Intent(person, run.RunId);
        bool isNew = await ClaimAsync(journal, run, intent);
        Assert.Equal(isNew, (await FindAsync(other, intent)).Contains(intent));
        Assert.True(await other.IsAtWorkAsync(run.RunId, CancellationToken.None));
    }

    /// <summary>What a run that would begin there is told.</summary>
    private static async Task<DocSigningException> FaultAsync(string connection)
    {
        using IJournalStorage journal = JournalPlace.InDatabase(connection, null, TimeProvider.System).OpenStorage();
        DocSigningException fault =
            await Assert.ThrowsAsync<DocSigningException>(() => journal.EnterRunAsync("run", CancellationToken.None));
        Assert.DoesNotContain(PostgresServer.Password, fault.ToString(), StringComparison.Ordinal);
        return fault;
    }
}

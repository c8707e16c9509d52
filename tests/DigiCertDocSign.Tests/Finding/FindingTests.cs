using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Finding;

/// <summary>An administrator finds the orders of the account without the web console.</summary>
public sealed class FindingTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    [Theory]
    [InlineData("", "Zoe Mira Lars")]
    [InlineData("-First 2", "Zoe Mira")]
    [InlineData("-Email MIRA.SOLBERG@fjordlab.example", "Mira")]
    [InlineData("-Email zoe@elsewhere.example", "Zoe")]
    [InlineData("-Mail '*@fjordlab.example'", "Mira Lars")]
    [InlineData("-Name 'l*strand'", "Lars")]
    [InlineData("-Name lars", "")]
    [InlineData("-Status NeedsApproval", "Zoe")]
    [InlineData("-Status Pending, Issued", "Mira Lars")]
    [InlineData("-ExpiringWithin 365 -Status Issued", "Lars")]
    [InlineData("-ExpiringWithin 300", "")]
    [InlineData("-OrganizationId 1", "")]
    [InlineData("-ContainerId 44120", "Zoe Mira Lars")]
    [InlineData("-ContainerId 1", "")]
    [InlineData("-CreatedAfter $clock.GetUtcNow().AddDays(-1) -OrganizationId 610233", "Zoe Mira")]
    [InlineData("-CreatedBefore $clock.GetUtcNow().AddDays(-1)", "Lars")]
    [InlineData("-Search '%solberg'", "Mira")]
    public async Task Orders_are_found_by_what_an_administrator_knows_of_them(string question, string found)
    {
        await using LoopbackServer server = await StartAsync();

        ScriptRun run = sandbox.Run($"Get-DocSigningOrder {question}");

        Assert.Empty(run.Errors);
        Assert.Equal(found, string.Join(' ', run.Output.Select(order => ((string)order.Properties["CommonName"].Value).Split(' ')[0])));
        string[] known = ["Mira", "Lars"];
        Assert.All(
            run.Output.Where(order => known.Contains(order.Properties["GivenName"].Value)),
            order => Assert.EndsWith("@fjordlab.example", (string)order.Properties["Email"].Value, StringComparison.Ordinal));
    }

    /// <summary>The account keeps back from its list what waits for approval. The newest come first all the same, and -First means them.
    /// </summary>
    [Theory]
    [InlineData("", "Nora Zoe Mira Lars")]
    [InlineData("-First 1", "Nora")]
    [InlineData("-First 3", "Nora Zoe Mira")]
    [InlineData("-Status NeedsApproval -First 1", "Nora")]
    [InlineData("-Status NeedsApproval, Pending", "Nora Zoe Mira")]
    public async Task What_only_the_requests_show_stands_where_it_belongs(string question, string found)
    {
        await using LoopbackServer server = await StartAsync(listsWaiting: false);
        server.Console.Order(new SandboxConsoleOrder { GivenName = "Nora", Surname = "Vik", Email = "nora@elsewhere.example" });
        server.ForgetCalls();

        ScriptRun run = sandbox.Run($"Get-DocSigningOrder {question}");

        Assert.Equal(
            found, string.Join(' ', run.Clean().Select(order => ((string)order.Properties["CommonName"].Value).Split(' ')[0])));
        Assert.Equal(["certificate", "request", "request"], server.Calls.Take(3).Select(call => call.PathAndQuery.Split('/', '?')[^2]));
    }

    /// <summary>What was given out is let go, by the cmdlet too: of ten thousand orders some hundred are alive at once, at most.</summary>
    [Fact]
    public async Task A_long_listing_is_streamed_through_the_cmdlet()
    {
        await using LoopbackServer server = await StartAsync();
        server.Answering = ListOf(10_000);
        server.ForgetCalls();
        var watched = new Watched();

        sandbox.Run("Get-DocSigningOrder | ForEach-Object { $watched.See($_) }", ("watched", watched)).Clean();

        // Zoe's order, which waits, is not in this list: so the requests are read, and the newest page again.
        Assert.Equal((10_001, 10 + 2 + 1), (watched.Count, server.Calls.Count));
        Assert.InRange(watched.MostAlive, 1, 200);
    }

    [Fact]
    public async Task What_is_asked_for_one_by_one_is_told_and_so_is_what_nothing_shows()
    {
        await using LoopbackServer server = await StartAsync(new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });

        ScriptRun run = sandbox.Run("Get-DocSigningOrder -Email zoe@elsewhere.example");

        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
        Assert.Equal(2, run.Warnings.Count);
        Assert.Contains("the e-mail address of every order", run.Warnings[0], StringComparison.Ordinal);
        Assert.Matches(@"left out: [0-9]+ for Zoe Berg\.", run.Warnings[1]);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ OrderId = $null } | Get-DocSigningOrder")]
    [InlineData("[pscustomobject]@{ Id = 4 } | Get-DocSigningOrder")]
    [InlineData("Get-DocSigningOrder -OrderId $nothing")]
    [InlineData("Get-DocSigningOrder $nothing")]
    public async Task An_order_id_that_is_missing_lists_nothing(string script)
    {
        await using LoopbackServer server = await StartAsync();

        ScriptRun run = sandbox.Run(script);

        Assert.Empty(run.Output);
        Assert.Single(run.Errors.Append(run.Terminating).OfType<ErrorRecord>());
    }

    private static Func<RecordedCall, ByHand?> ListOf(int all) => call =>
    {
        string[] parts = call.PathAndQuery.Split("/services/v2/")[1].Split('?');
        if (parts[0] != "order/certificate")
        {
            return null;
        }

        int offset = int.Parse(Regex.Match(parts[1], "offset=([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);
        IEnumerable<JObject> rows = Enumerable.Range(offset, Math.Min(1000, all - offset)).Select(place => new JObject
        {
            ["id"] = 500_000_000 - place,
            ["status"] = "issued",
            ["date_created"] = $"2026-10-01T{(all - place) / 3600 % 24:00}:{(all - place) / 60 % 60:00}:{(all - place) % 60:00}+00:00",
            ["certificate"] = new JObject { ["common_name"] = $"Nils Hagen {place}" },
        });
        var page = new JObject { ["orders"] = new JArray(rows), ["page"] = new JObject { ["total"] = all } };
        return ByHand.Answer(200, "application/json", page.ToString());
    };

    /// <summary>Lars has a certificate, Mira's order is approved, and Zoe's was made at the console by somebody else.</summary>
    private async Task<LoopbackServer> StartAsync(SandboxHabits? habits = null, bool listsWaiting = true)
    {
        LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions
        {
            TimeProvider = sandbox.Clock,
            Limits = SandboxLimits.None,
            Habits = habits ?? new SandboxHabits(),
            ListsOrdersThatNeedApproval = listsWaiting,
        });
        string journal = Path.Combine(StateOfTests.NewFolder(), "journal.db");
        sandbox.Run(
            "Connect-DocSigning -ApiKey $apiKey -BaseUri $server -TimeProvider $clock -TimeoutSec 86400 -RateLimit '100000/1' "
                + "-JournalPath $place -Name Finding",
            ("server", server.BaseUri),
            ("place", journal)).Clean();
        Order(SandboxSession.Person("Lars", "Strand", "lars.strand@fjordlab.example"));
        sandbox.Clock.Advance(TimeSpan.FromDays(3));
        Order(SandboxSession.Person());
        server.Console.Order(new SandboxConsoleOrder { GivenName = "Zoe", Surname = "Berg", Email = "zoe@elsewhere.example" });
        return server;
    }

    private void Order(PSObject person)
    {
        using var key = RSA.Create(2048);
        sandbox.Run(
            "$order = @{ @BASICS@ }; $someone | New-DocSigningOrder @order -Csr $theirs | Approve-DocSigningRequest",
            ("someone", person),
            ("theirs", SandboxSession.MakeCsr(key))).Clean();
    }

    /// <summary>Counts, a thousand orders at a time, how many of those that it has seen are alive still.</summary>
    public sealed class Watched
    {
        private readonly List<WeakReference> _seen = [];

        public int Count => _seen.Count;

        public int MostAlive { get; private set; }

        public void See(object order)
        {
            _seen.Add(new WeakReference(order is PSObject wrapped ? wrapped.BaseObject : order));
            if (_seen.Count % 1000 == 900)
            {
                GC.Collect();
                MostAlive = Math.Max(MostAlive, _seen.Count(one => one.IsAlive));
            }
        }
    }
}

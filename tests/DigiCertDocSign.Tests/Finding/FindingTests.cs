using System.Management.Automation;
using System.Security.Cryptography;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

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

    /// <summary>Lars has a certificate, Mira's order is approved, and Zoe's was made at the console by somebody else.</summary>
    private async Task<LoopbackServer> StartAsync(SandboxHabits? habits = null)
    {
        LoopbackServer server = await LoopbackServer.StartAsync(
            new SandboxOptions { TimeProvider = sandbox.Clock, Limits = SandboxLimits.None, Habits = habits ?? new SandboxHabits() });
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
}

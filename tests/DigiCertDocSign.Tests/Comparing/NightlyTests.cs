using System.Collections;
using System.Management.Automation;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using static DigiCertDocSign.Tests.Comparing.NightlySession;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// docs/examples/nightly.ps1 in nights of which each has one thing that goes wrong, or comes about: what it does then, what it says by its
/// exit code, and that the next night goes on.
/// </summary>
public sealed class NightlyTests : IAsyncLifetime
{
    private static readonly PSObject Mira = Person("1", "Solberg");
    private static readonly PSObject Lars = Person("2", "Dahl");

    private NightlySession _nights = null!;

    public async Task InitializeAsync() => _nights = await NightlySession.StartAsync();

    public async Task DisposeAsync() => await _nights.DisposeAsync();

    /// <summary>Without its lists the night has nothing to stand on: it ends and buys nothing, and the next misses nothing.</summary>
    [Theory]
    [InlineData("/order/certificate?", "Sync ended early")]
    [InlineData("/request", "Sync ended early")]
    [InlineData("/finance/order-pricing", "")]
    public async Task A_night_in_which_the_server_is_out_of_order_is_made_up_for_by_the_next(string call, string said)
    {
        var later = new KeyValuePair<string, string>("Retry-After", "5");
        _nights.Sandbox.Server.Answering = one => one.PathAndQuery.Contains(call, StringComparison.Ordinal)
            ? ByHand.Answer(503, "text/html", "<html><body><h1>Service is unavailable</h1></body></html>", later)
            : null;
        (int code, string log) = await _nights.PlayAsync(Mira, Lars);

        // The price is no more than a figure.
        bool isEarly = said.Length > 0;
        Assert.Equal((call, isEarly ? 2 : 0), (call, code));
        Assert.Contains(said, log, StringComparison.Ordinal);
        Assert.Equal(isEarly ? 0 : 2, _nights.Orders.Count());

        _nights.Sandbox.Server.Answering = null;
        Assert.Equal(0, (await _nights.PlayAsync(Mira, Lars)).Code);
        Assert.Equal(["Dahl", "Solberg"], _nights.Orders.Select(order => order.Surname).Order());
    }

    /// <summary>Nothing tells a broken first list from a right one, and a scope that is misspelt is a new one.</summary>
    [Fact]
    public async Task The_first_night_of_a_list_buys_nothing_until_somebody_has_looked()
    {
        for (int night = 0; night < 2; night++)
        {
            (int code, string log) = await _nights.PlayAsync([Mira, Lars], new Hashtable { ["FirstRun"] = false });
            Assert.Equal(2, code);
            Assert.Contains("The first night of the list Staff ends here", log, StringComparison.Ordinal);
            Assert.DoesNotContain("-- Keys", log, StringComparison.Ordinal);
        }

        Assert.Empty(_nights.Orders);
        Assert.Contains("Solberg", File.ReadAllText(_nights.In("changes.csv")), StringComparison.Ordinal);
        string connected = Assert.Single(_nights.Sandbox.Run("$global:connected").Clean()).ToString();
        Assert.Contains("-JournalDatabase: Host=db.example", connected, StringComparison.Ordinal);
        Assert.DoesNotContain("-JournalPath", connected, StringComparison.Ordinal);

        Assert.Equal(0, (await _nights.PlayAsync([Mira, Lars], new Hashtable { ["FirstRun"] = true })).Code);
        Assert.Equal(2, _nights.Orders.Count());
        Assert.Equal(0, (await _nights.PlayAsync(Mira, Lars)).Code);
    }

    [Fact]
    public async Task What_is_replaced_is_revoked_once_the_next_one_is_installed_here_and_not_before()
    {
        await _nights.PlayAsync(Mira);
        _nights.Pass(Approve);
        (int first, string installed) = await _nights.PlayAsync(Mira);
        Assert.Equal(0, first);
        Assert.Contains("Installed: ", installed, StringComparison.Ordinal);

        PSObject married = Person("1", "Holm");
        await _nights.PlayWellAsync([married]);
        SandboxOrder next = _nights.Orders.Last();
        _nights.Pass(Approve);
        _nights.Sandbox.Server.Answering = one => one.PathAndQuery.Contains("/download/", StringComparison.Ordinal)
            ? ByHand.Answer(500, "application/json", """{"errors":[{"code":"internal_error","message":"Out of order."}]}""")
            : null;
        (int code, string log) = await _nights.PlayAsync(married);

        Assert.Equal(3, code);
        Assert.Contains($"since the certificate of order {next.Id} is not installed yet", log, StringComparison.Ordinal);
        Assert.Empty(_nights.Revocations);

        _nights.Sandbox.Server.Answering = null;
        await _nights.PlayWellAsync([married]);
        Assert.Single(_nights.Revocations);
        _nights.Pass(Approve);
        await _nights.PlayWellAsync([married]);
        Assert.Single(_nights.Revocations);
        Assert.Equal(["Solberg revoked", "Holm issued"], _nights.Orders.Select(order => $"{order.Surname} {order.Status}"));
    }

    /// <summary>The keys of another host, or of the time before the tokens were lost or changed, are not here.</summary>
    [Fact]
    public async Task A_token_that_is_not_here_keeps_no_other_certificate_waiting()
    {
        _nights.OrderWithKeyElsewhere(Mira);
        await _nights.PlayWellAsync([Mira, Lars]);
        _nights.Pass(Approve);

        (int code, string log) = await _nights.PlayAsync(Mira, Lars);

        Assert.Equal(["Solberg", "Dahl"], _nights.Orders.Select(order => order.Surname));
        Assert.True(code == 2, log);
        AssertSays("Fetch what was issued, error: ", log);
        AssertSays($"Installed: Kim Dahl, order {_nights.Orders.Last().Id}", log);
    }

    /// <summary>Nobody knows what has become of the old key: it may have been the reason to revoke.</summary>
    [Fact]
    public async Task Whoever_comes_back_gets_another_key()
    {
        await _nights.PlayAsync(Mira, Lars);
        _nights.Pass(Approve);
        await _nights.PlayAsync(Mira, Lars);
        SandboxOrder old = _nights.Orders.Single(order => order.Surname == "Solberg");
        _nights.Sandbox.Run($"Revoke-DocSigningCertificate -OrderId {old.Id} -Reason KeyCompromise -SkipApproval").Clean();

        Assert.Equal(0, (await _nights.PlayAsync(Mira, Lars)).Code);
        string keys = _nights.In("keys");
        Assert.Equal([$"back-after-{old.Id}", "joiners"], Directory.GetDirectories(keys).Select(Path.GetFileName).Order());
        Assert.Equal(2, _nights.Orders.Where(order => order.Surname == "Solberg").Select(order => order.Csr).Distinct().Count());
        Assert.Equal(0, (await _nights.PlayAsync(Mira, Lars)).Code);
        Assert.Equal(3, _nights.Orders.Count());
    }

    /// <summary>Everybody has a new id after a move to another directory: one night by hand takes it over.</summary>
    [Fact]
    public async Task New_ids_of_a_moved_directory_are_taken_over_in_a_night_by_hand()
    {
        await _nights.PlayWellAsync([Mira]);
        PSObject moved = Person("1", "Solberg");
        moved.Properties["EmployeeID"].Value = "moved-1";

        Assert.Equal(3, (await _nights.PlayAsync(moved)).Code);
        await _nights.PlayWellAsync([moved], "AdoptDirectoryId", true);
        await _nights.PlayWellAsync([moved]);
        Assert.Single(_nights.Orders);
    }

    /// <summary>A small company: who leaves is ended one by one, and what is more somebody says by hand.</summary>
    [Fact]
    public async Task The_second_leaver_of_a_week_in_a_small_list_waits_for_somebodys_word()
    {
        PSObject[] staff = [.. Enumerable.Range(1, 12).Select(number => Person($"{number}", $"Name{(char)('a' + number)}"))];
        await _nights.PlayAsync(staff);
        _nights.Pass(Approve);
        await _nights.PlayWellAsync(staff);

        await _nights.PlayWellAsync(staff[1..]);
        _nights.Sandbox.Clock.Advance(TimeSpan.FromDays(3));
        (int smaller, string shrunk) = await _nights.PlayAsync(staff[2..]);
        Assert.Equal(2, smaller);
        AssertSays("When so many have left, add -AllowSmaller. Where that is meant, run this script once by hand", shrunk);
        await _nights.PlayWellAsync(staff[2..], "AllowSmaller", true);

        _nights.Sandbox.Clock.Advance(TimeSpan.FromDays(5));
        await _nights.PlayWellAsync(staff[2..]);
        Assert.Single(_nights.Revocations);
        _nights.Sandbox.Clock.Advance(TimeSpan.FromDays(3));
        (int second, string told) = await _nights.PlayAsync(staff[2..]);
        Assert.Equal(2, second);
        AssertSays("1 person of the scope 'Staff' would count as having left, beside 1 of the last 7 days, and 1 may: order ", told);
        AssertSays("When they have left, give -MaxLeavers 2. Where that is meant, run this script once by hand with that parameter.", told);
        Assert.DoesNotContain("-- Keys", told, StringComparison.Ordinal);
        Assert.Single(_nights.Revocations);

        await _nights.PlayWellAsync(staff[2..], "MaxLeavers", 2);
        Assert.Equal(2, _nights.Revocations.Count());
        await _nights.PlayWellAsync(staff[2..]);
    }
}

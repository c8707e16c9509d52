using CertCentral.Sandbox;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// docs/examples/nightly.ps1 as its own process in the real PowerShell, killed by SIGKILL at a call, night after night: each night goes on
/// where the last one stood, nobody is bought for twice, and nothing is lost.
/// </summary>
public sealed class NightlyKillTests : IAsyncLifetime
{
    /// <summary>Where it happens: the call, which one of the kind, and whether the server carries it out.</summary>
    private static readonly (string Call, int Number, bool IsCarriedOut)[] Joiners =
    [
        ("GET /services/v2/order/certificate?", 1, true),
        (NightlyProcess.Buys, 1, false),
        (NightlyProcess.Buys, 1, true),
        (NightlyProcess.Buys, 2, true),
    ];

    private NightlyProcess _nights = null!;

    private IReadOnlyList<SandboxOrder> Orders => _nights.Orders;

    public async Task InitializeAsync() => _nights = await NightlyProcess.StartAsync();

    public async Task DisposeAsync() => await _nights.DisposeAsync();

    [Fact]
    public async Task Nights_that_are_killed_are_gone_on_with_by_the_next()
    {
        _nights.Write("1,Aas", "2,Berg", "3,Carl");
        foreach ((string call, int number, bool isCarriedOut) in Joiners)
        {
            await _nights.KillAsync(call, number, isCarriedOut);
        }

        await _nights.PlayAsync();
        Assert.Equal(["Aas", "Berg", "Carl"], Orders.Select(order => order.Surname).Order());
        _nights.ApproveAll();

        await _nights.KillAsync("GET /services/v2/certificate/", 2, isCarriedOut: true);
        await _nights.PlayAsync();
        Assert.All(Orders, order => Assert.Single(Directory.GetFiles(_nights.In("certificates", $"{order.Id}"), "*.pem")));

        // Somebody marries: the next order, and the revocation of the old one.
        _nights.Write("1,Aas", "2,Holm", "3,Carl");
        await _nights.KillAsync(NightlyProcess.Buys, 1, isCarriedOut: true);
        await _nights.PlayAsync();
        SandboxOrder next = Assert.Single(Orders, order => order.Surname == "Holm");
        _nights.ApproveAll();
        await _nights.KillAsync("PUT /services/v2/certificate/", 1, isCarriedOut: true);
        await _nights.PlayAsync();

        Assert.Equal(4, Orders.Count);
        SandboxOrder old = Orders.Single(order => order.Surname == "Berg");
        Assert.Single(old.Requests, request => request.Type == "revoke");
        Assert.Single(Directory.GetFiles(_nights.In("certificates", $"{next.Id}"), "*.pem"));
        Assert.True(File.Exists(_nights.In("reports", "latest.html")));
    }

    /// <summary>Whoever is not there hears why, and the secrets are those that systemd has laid down for the service.</summary>
    [Fact]
    public async Task A_night_that_ends_early_posts_why_and_reads_secrets_of_systemd()
    {
        string secrets = Directory.CreateDirectory(_nights.In("credentials")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "ApiKey"), "sandbox\n");
        await File.WriteAllTextAsync(Path.Combine(secrets, "KeyPassword"), "a long sentence for the keys\n");
        _nights.Server.Answering = call => call.PathAndQuery == "/hook" ? ByHand.Answer(200, "text/plain", "ok") : null;
        _nights.Environment["DOCSIGNING_APIKEY"] = null;
        _nights.Environment["DOCSIGNING_KEYPASSWORD"] = null;
        _nights.Environment["CREDENTIALS_DIRECTORY"] = secrets;
        _nights.Environment["NIGHTLY_MORE"] = $$"""{"Webhook": "{{new Uri(_nights.Server.BaseUri, "/hook")}}"}""";
        _nights.Environment["NIGHTLY_LIST"] = _nights.In("gone.csv");

        await _nights.PlayAsync(exitCode: 2);

        IReadOnlyList<RecordedCall> calls = _nights.Server.Calls;
        Assert.Contains(calls, call => call.PathAndQuery.Contains("/order/certificate?", StringComparison.Ordinal));
        RecordedCall told = Assert.Single(calls, call => call.PathAndQuery == "/hook");
        Assert.Equal("POST", told.Method);
        Assert.Matches(@"^\{\s*""text"":\s*""Certificates of Staff on .*, exit code 2:\\nPeople ended early: .*gone\.csv", told.Body);
    }
}

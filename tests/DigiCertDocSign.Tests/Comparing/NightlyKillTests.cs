using CertCentral.Sandbox;

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

        // Two downloads for each certificate, to install and to save it, and the first one to test it.
        await _nights.KillAsync("GET /services/v2/certificate/", 7, isCarriedOut: true);
        Assert.Contains("Test-DocSigningCertificate: 3 done, 0 failed", await _nights.PlayAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Test-DocSigningCertificate", await _nights.PlayAsync(), StringComparison.Ordinal);
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
}

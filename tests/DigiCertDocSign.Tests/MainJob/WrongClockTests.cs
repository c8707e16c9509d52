using System.Security.Cryptography;
using CertCentral.Sandbox;
using DigiCertDocSign.Tests.Account;
using DigiCertDocSign.Tests.Engine;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.MainJob;

/// <summary>
/// Which certificate has run out is said where the clock of this machine and that of the server agree on it. A clock that is wrong by years
/// ends no wait and hides no order.
/// </summary>
public sealed class WrongClockTests
{
    private const string Order = "$order = @{ " + SandboxSession.OrderBasics + "; Confirm = $false }; "
        + "$placed = $people | New-DocSigningOrder @order; $ids = $placed.OrderId; $placed | Approve-DocSigningRequest -Confirm:$false";

    private static readonly (string, object?) People = (
        "people",
        new[]
        {
            SandboxSession.Person(csr: SandboxSession.Csr),
            SandboxSession.Person("Lars", "Dahl", "lars@fjordlab.example", csr: SandboxSession.MakeCsr(RSA.Create(2048))),
        });

    [Theory]
    [InlineData(0, 0, "Issued")]
    [InlineData(1000, 0, "Issued")]
    [InlineData(1000, 1000, "Expired")]
    public async Task An_order_has_expired_where_both_clocks_say_so(int daysHere, int daysThere, string status)
    {
        FakeTimeProvider server = AccountSession.NewClock(), local = AccountSession.NewClock();
        await using AccountSession account = await AccountSession.StartAsync(
            new SandboxOptions { TimeProvider = server, Limits = SandboxLimits.None },
            local: local);
        account.Run(Order, People).Clean();
        server.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromDays(daysThere));
        local.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromDays(daysHere));

        string[] told = account.Lines(
            $$"""
            $one, $two = $ids
            (Get-DocSigningOrder $one).Status
            (Get-DocSigningOrderStatus $one).Status
            (Get-DocSigningOrderStatus $one, $two).Status
            (Get-DocSigningOrder -Status {{status}}).Status
            (Get-DocSigningOrder -Status {{(status == "Issued" ? "Expired" : "Issued")}}).Count
            (Wait-DocSigningOrder $one -TimeoutSec 0 -ErrorVariable ended -ErrorAction SilentlyContinue).Status
            $ended.Count
            """);

        Assert.Equal(
            [
                status, status, status, status, status, status, "0", .. status == "Issued" ? new[] { "Issued", "0" } : ["1"],
            ],
            told.Where(line => line.Length > 0));
    }

    /// <summary>Of one order the server says by itself that it has expired, by its own clock; of many it goes on saying "issued".</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-1000)]
    public async Task A_list_of_a_server_whose_clock_is_ahead_shows_nothing_as_expired(int daysHere)
    {
        FakeTimeProvider server = AccountSession.NewClock();
        await using AccountSession account = await AccountSession.StartAsync(
            new SandboxOptions { TimeProvider = server, Limits = SandboxLimits.None },
            local: new SkewedTime(AccountSession.NewClock(), TimeSpan.FromDays(daysHere)));
        account.Run(Order, People).Clean();
        server.Advance(TimeSpan.FromDays(1000));

        Assert.Equal(
            ["Issued", "Issued", "Issued", "Issued", "0"],
            account.Lines(
                "(Get-DocSigningOrderStatus $ids).Status; (Get-DocSigningOrder -Status Issued).Status; "
                    + "@(Get-DocSigningOrder -Status Expired).Count"));
    }

    /// <summary>What ends soon by either clock is told of.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(340, 0, 2)]
    [InlineData(0, 340, 2)]
    public async Task What_ends_soon_by_either_clock_is_found(int daysHere, int daysThere, int found)
    {
        FakeTimeProvider server = AccountSession.NewClock(), local = AccountSession.NewClock();
        await using AccountSession account = await AccountSession.StartAsync(
            new SandboxOptions { TimeProvider = server, Limits = SandboxLimits.None }, local: local);
        account.Run(Order, People).Clean();
        server.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromDays(daysThere));
        local.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromDays(daysHere));

        Assert.Equal([$"{found}"], account.Lines("@(Get-DocSigningOrder -ExpiringWithin 60).Count"));
    }

    /// <summary>Also of the CAs above it, which stand for longer.</summary>
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(20_000, 0, false)]
    [InlineData(-10_000, 0, false)]
    [InlineData(20_000, 20_000, true)]
    public async Task A_certificate_is_out_of_its_time_where_both_clocks_say_so(int daysHere, int daysThere, bool isOver)
    {
        FakeTimeProvider server = AccountSession.NewClock();
        var local = new SkewedTime(server, TimeSpan.FromDays(daysHere - daysThere));
        await using AccountSession account = await AccountSession.StartAsync(
            new SandboxOptions { TimeProvider = server, Limits = SandboxLimits.None }, local: local);
        string folder = Directory.CreateTempSubdirectory("clock-").FullName;
        (string, object?)[] given = [People, ("folder", folder), ("password", Secret.Of(SandboxSession.Password))];
        account.Run(
            "$one = $people[0] | Select-Object * -ExcludeProperty Csr | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password "
                + "-Confirm:$false; $people = $one; " + Order,
            given).Clean();
        server.Advance(TimeSpan.FromMinutes(5));

        // The sandbox makes the certificate, and its CAs, when it is asked for first.
        account.Run("Save-DocSigningCertificate $ids -Path $folder/first -Confirm:$false", given).Clean();
        server.Advance(TimeSpan.FromDays(daysThere));

        string[] told = account.Lines(
            """
            (Test-DocSigningCertificate $ids | Where-Object Check -in Validity, Chain).Passed
            $null = Save-DocSigningCertificate $ids -Path $folder -Confirm:$false -WarningVariable saved -WarningAction SilentlyContinue
            $null = Install-DocSigningCertificate $ids -KeyPassword $password -Confirm:$false -WarningVariable installed 3> $null
            $saved.Count
            $installed.Count
            """,
            given);
        Directory.Delete(folder, recursive: true);

        Assert.Equal(isOver ? ["False", "False", "1", "2"] : ["True", "True", "0", "0"], told);
    }
}

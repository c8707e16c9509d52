using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CertCentral.Errors;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Ordering;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>As long as nobody knows which of two CSRs an order has, the journal has the key of either, and says so truly.</summary>
public class CsrInDoubtTests
{
    private const string Elsewhere = "file:/keys/elsewhere.key";

    [Theory]
    [InlineData(null)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task A_failed_repetition_forgets_no_key_that_an_earlier_try_left(HttpStatusCode? refusal)
    {
        using ActFixture fixture = await LeaveInDoubtAsync(isCarriedOut: true, showsCsr: false);
        fixture.Wire.Meddle = (call, passOn, _) => call.Method == HttpMethod.Get ? passOn()
            : refusal is { } status ? Task.FromResult(Refusal(status))
            : throw WireTap.Unreachable();

        await Assert.ThrowsAnyAsync<CertCentralException>(() => SendAsync(fixture, fixture.NewKey, ActFixture.KeyOfNew));

        await AssertBothAsync(fixture);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task What_this_command_alone_has_sent_in_vain_is_forgotten(HttpStatusCode? refusal)
    {
        using var fixture = new ActFixture(isIssued: false, habits: new SandboxHabits { ShowsCsr = false });
        await fixture.OrderAsync();
        OrderIntent before = await fixture.OrderEntryAsync();
        fixture.Wire.Meddle = (call, passOn, _) => call.Method == HttpMethod.Get ? passOn()
            : refusal is { } status ? Task.FromResult(Refusal(status))
            : throw WireTap.Unreachable();

        await Assert.ThrowsAnyAsync<CertCentralException>(() => SendAsync(fixture, fixture.NewKey, ActFixture.KeyOfNew));

        Assert.Equal(before, (await fixture.OrderEntryAsync()) with { UpdatedAt = before.UpdatedAt });
    }

    [Fact]
    public async Task A_third_csr_throws_out_no_key_of_which_nobody_knows_whether_it_is_the_orders()
    {
        using ActFixture fixture = await LeaveInDoubtAsync(isCarriedOut: true, showsCsr: false);

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => SendAsync(fixture, CsrInspector.Inspect(ActFixture.NewCsr()), Elsewhere));

        Assert.Equal((FaultKind.EarlierCsrInDoubt, 1), (told.Kind, fixture.CallsOf(SandboxRoutes.UpdateCsr)));
        Assert.Contains("for Mira K. Solberg", told.Message, StringComparison.Ordinal);
        await AssertBothAsync(fixture);

        // The same again is no third one, with the place of its key or without.
        CsrChangeResult again = await SendAsync(fixture, fixture.NewKey, null);
        Assert.Equal((false, true, true), (again.IsShown, again.IsNoted, again.HasBoth));
        await AssertBothAsync(fixture);
        await SendAsync(fixture, fixture.NewKey, null);
        await AssertBothAsync(fixture);
    }

    [Fact]
    public async Task Where_the_order_shows_its_csr_another_may_come()
    {
        using ActFixture fixture = await LeaveInDoubtAsync(isCarriedOut: false, showsCsr: true);
        CsrInfo third = CsrInspector.Inspect(ActFixture.NewCsr());

        Assert.True((await SendAsync(fixture, third, Elsewhere)).IsShown);

        OrderIntent entry = await fixture.OrderEntryAsync();
        Assert.Equal((third.PublicKeySha256, Elsewhere, null), (entry.PublicKeySha256, entry.KeyReference, entry.OtherKeyReference));
    }

    [Fact]
    public async Task Another_csr_for_the_same_key_keeps_its_place()
    {
        using var fixture = new ActFixture(isIssued: false);
        await fixture.OrderAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CsrInfo Csr(string name) => CsrInspector.Inspect(
            new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSigningRequestPem());
        await SendAsync(fixture, Csr("CN=Mira K. Solberg"), Elsewhere);

        await SendAsync(fixture, Csr("CN=Mira Solberg"), null);

        Assert.Equal(Elsewhere, (await fixture.OrderEntryAsync()).KeyReference);
    }

    [Fact]
    public async Task An_order_that_waits_for_no_csr_is_told_and_changes_no_note()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        OrderIntent before = await fixture.OrderEntryAsync();

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => SendAsync(fixture, CsrInspector.Inspect(fixture.OldCsr), Elsewhere));

        Assert.Equal((FaultKind.OrderTakesNoCsr, 0), (told.Kind, fixture.CallsOf(SandboxRoutes.UpdateCsr)));
        Assert.Contains("is Issued and shows this CSR already", told.Message, StringComparison.Ordinal);
        Assert.Equal(before, await fixture.OrderEntryAsync());
    }

    [Theory]
    [InlineData(true, true, "shows no CSR. ", "The journal has the key of either CSR meanwhile.")]
    [InlineData(false, true, "still shows the earlier key. ", "The journal has the key of either CSR meanwhile.")]
    [InlineData(false, false, "still shows the earlier key. ", "There is no journal.")]
    public async Task What_is_not_seen_says_what_the_order_shows_and_the_journal_has(
        bool hidesCsr, bool hasJournal, string shown, string noted)
    {
        using var fixture = new ActFixture(isIssued: false, habits: new SandboxHabits { ShowsCsr = !hidesCsr });
        await fixture.OrderAsync();
        fixture.Wire.Meddle = (call, passOn, _) => call.Method == HttpMethod.Get ? passOn() : throw WireTap.Broken();

        var change = new CsrChange(fixture.Client, hasJournal ? fixture.OpenJournal() : null, ActFixture.AccountId);
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => change.SendAsync(fixture.OrderId, fixture.NewKey, null, ActFixture.KeyOfNew, CancellationToken.None));

        Assert.Equal(FaultKind.CsrNotSeen, told.Kind);
        Assert.Contains(shown, told.Message, StringComparison.Ordinal);
        Assert.Contains(noted, told.Message, StringComparison.Ordinal);
        Assert.Equal(!hasJournal, told.Message.Contains("does not have the new key", StringComparison.Ordinal));
    }

    /// <summary>The process that gave the order another CSR died.</summary>
    private static async Task<ActFixture> LeaveInDoubtAsync(bool isCarriedOut, bool showsCsr)
    {
        var fixture = new ActFixture(isIssued: false, habits: new SandboxHabits { ShowsCsr = showsCsr });
        await fixture.OrderAsync();
        await fixture.KillAsync(() => SendAsync(fixture, fixture.NewKey, ActFixture.KeyOfNew), isCarriedOut);
        fixture.NewProcess();
        return fixture;
    }

    private static Task<CsrChangeResult> SendAsync(ActFixture fixture, CsrInfo csr, string? keyReference) =>
        new CsrChange(fixture.Client, fixture.OpenJournal(), ActFixture.AccountId)
            .SendAsync(fixture.OrderId, csr, null, keyReference, CancellationToken.None);

    private static async Task AssertBothAsync(ActFixture fixture)
    {
        var keys = new NotedKeys(fixture.OpenJournal());
        string old = CsrInspector.Inspect(fixture.OldCsr).PublicKeySha256;
        foreach ((string key, string place) in new[] { (old, ActFixture.OldKey), (fixture.NewKey.PublicKeySha256, ActFixture.KeyOfNew) })
        {
            Assert.Equal(place, await keys.FindForAsync(ActFixture.AccountId, fixture.OrderId, key, isOnly: false, CancellationToken.None));
        }
    }

    private static HttpResponseMessage Refusal(HttpStatusCode status) => new(status)
    {
        Content = new StringContent(
            """{"errors":[{"code":"not_today","message":"Not today"}]}""", System.Text.Encoding.UTF8, "application/json"),
    };
}

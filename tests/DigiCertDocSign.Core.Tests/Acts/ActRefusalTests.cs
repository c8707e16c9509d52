using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>What is refused, stopped or overtaken is told as it is, and written down as it is.</summary>
public class ActRefusalTests
{
    [Fact]
    public async Task Nothing_is_sent_where_it_cannot_be_written_down()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        var broken = new DocSigningException(FaultKind.JournalNotWritable, "JournalPath", "No room.");
        var acts = new OrderActs(fixture.Client, ActFixture.AccountId, null, () => throw broken, new ActOptions());
        var revocation = new CertificateRevocation(acts);
        OrderAct act = await revocation.FindAsync(fixture.OrderId, null, null, isWholeOrder: true, CancellationToken.None);

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => revocation.RevokeAsync(act, RevocationReason.Superseded, null, skipsApproval: true, CancellationToken.None));

        Assert.Equal(FaultKind.JournalNotWritable, told.Kind);
        Assert.Equal((0, "issued"), (fixture.CallsOf(SandboxRoutes.RevokeOrder), fixture.Order.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_somebody_else_has_revoked_meanwhile_is_revoked(bool isWholeOrder)
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        var revocation = new CertificateRevocation(fixture.Acts());
        OrderAct act = await revocation.FindAsync(fixture.OrderId, null, null, isWholeOrder, CancellationToken.None);
        await fixture.Client.Orders.RevokeAsync(
            fixture.OrderId, new RevocationRequest { SkipApproval = true }, () => Task.FromResult(true), CancellationToken.None);

        act = await revocation.RevokeAsync(act, RevocationReason.Superseded, null, skipsApproval: true, CancellationToken.None);

        Assert.True(act.IsDone);
        Assert.Equal(IntentState.Placed, Assert.Single(await fixture.EntriesAsync()).State);
        Assert.Equal(1, fixture.DoneOnServer(IntentKind.Revocation));
    }

    [Fact]
    public async Task All_certificates_are_not_revoked_when_another_is_in_force_than_was_confirmed()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        var revocation = new CertificateRevocation(fixture.Acts());
        OrderAct act = await revocation.FindAsync(fixture.OrderId, null, null, isWholeOrder: true, CancellationToken.None);
        await fixture.ReissueInConsoleAsync(isApproved: true);

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => revocation.RevokeAsync(act, RevocationReason.Superseded, null, skipsApproval: true, CancellationToken.None));

        Assert.Equal(FaultKind.CertificateNotInForce, told.Kind);
        Assert.Equal("issued", fixture.Order.Status);
    }

    [Fact]
    public async Task A_reissue_that_is_refused_takes_none_of_somebody_else_for_its_own()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        var reissue = new OrderReissue(fixture.Acts());
        OrderAct act = await reissue.FindAsync(fixture.OrderId, fixture.NewKey, null, CancellationToken.None);
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            if (call.Method == HttpMethod.Post)
            {
                // Between the last look and the call.
                fixture.Wire.Meddle = null;
                await fixture.ReissueInConsoleAsync(isApproved: false);
            }

            return await passOn();
        };

        await Assert.ThrowsAsync<CallRefusedException>(
            () => reissue.RequestAsync(act, ReissueReason.NewToken, null, skipsApproval: false, null, CancellationToken.None));

        OrderIntent entry = Assert.Single(await fixture.EntriesAsync());
        Assert.Equal((IntentState.Refused, null), (entry.State, entry.RequestId));
    }

    [Theory]
    [InlineData(true, IntentState.Abandoned)]
    [InlineData(false, IntentState.InDoubt)]
    public async Task A_stop_says_whether_it_may_have_left(bool isBefore, IntentState left)
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        using var stop = new CancellationTokenSource();
        var revocation = new CertificateRevocation(fixture.Acts());
        OrderAct act = await revocation.FindAsync(fixture.OrderId, null, null, isWholeOrder: false, CancellationToken.None);
        fixture.Wire.OnConnecting = call =>
        {
            if (isBefore && call.Method == HttpMethod.Put)
            {
                stop.Cancel();
            }
        };
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            if (call.Method == HttpMethod.Get)
            {
                return await passOn();
            }

            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException("The call goes on.");
        };

        Exception told = await Assert.ThrowsAnyAsync<Exception>(
            () => revocation.RevokeAsync(act, RevocationReason.Superseded, null, skipsApproval: true, stop.Token));

        Assert.Equal(left, Assert.Single(await fixture.EntriesAsync()).State);
        if (isBefore)
        {
            Assert.IsAssignableFrom<OperationCanceledException>(told);
        }
        else
        {
            Assert.Equal(FaultKind.RevocationNotSeen, Assert.IsType<DocSigningException>(told).Kind);
        }
    }

    [Fact]
    public async Task The_reference_of_a_reissue_makes_its_order_nobody_elses()
    {
        using var fixture = new OrderingFixture();
        OrderIntent intent = await fixture.LeaveBehindAsync(Drafts.Mira, IntentState.InDoubt);
        using CertCentralClient client = LoopbackFixture.Scripted(_ =>
            """
            {"id":7,"status":"reissue_pending","product":{"name_id":"ds_org_individual"},"requests":[
            {"id":1,"type":"new_request","status":"approved"},
            {"id":2,"type":"reissue","status":"pending","comments":"[DS-0123456789] The token is lost."}]}
            """);
        var byHand = new ReconciliationByHand(
            client, new OrderJournal(fixture.Storage, fixture.Time), OrderingFixture.AccountId, new OrderingOptions());

        NamedOrder named = await byHand.AskAsync(intent, 7, CancellationToken.None);

        Assert.DoesNotContain(named.Doubts, doubt => doubt.Contains("reference", StringComparison.Ordinal));
    }
}

using System.Net;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Ordering;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>What is done to an order is what was meant, to the certificate that was meant, and nothing of somebody else's.</summary>
public class ActsMeantTests
{
    [Theory]
    [InlineData(5L, null, true)]
    [InlineData(null, "00abc12", true)]
    [InlineData(null, " ", true)]
    [InlineData(5L, "0ABC13", false)]
    [InlineData(null, "0ABC13", false)]
    [InlineData(6L, "0ABC12", false)]
    public async Task A_serial_number_names_a_certificate_as_its_id_does(long? id, string? serialNumber, bool isMeant)
    {
        using CertCentral.CertCentralClient client = LoopbackFixture.Scripted(_ =>
            """
            {"id":7,"status":"issued","product":{"name_id":"ds_org_individual"},"certificate":{"id":5,"serial_number":"0ABC12"}}
            """);
        var revocation = new CertificateRevocation(
            new OrderActs(client, ActFixture.AccountId, null, () => throw new InvalidOperationException(), new ActOptions()));
        Task<OrderAct> FindAsync() => revocation.FindAsync(7, id, serialNumber, isWholeOrder: false, CancellationToken.None);

        if (isMeant)
        {
            Assert.False((await FindAsync()).IsDone);
        }
        else
        {
            Assert.Equal(FaultKind.CertificateNotInForce, (await Assert.ThrowsAsync<DocSigningException>(FindAsync)).Kind);
        }
    }

    [Fact]
    public async Task A_reissue_of_somebody_else_that_waits_is_not_taken_for_the_one_in_doubt()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: false);
        await fixture.ReissueInConsoleAsync(isApproved: false);
        fixture.Time.Pass(TimeSpan.FromHours(1));

        fixture.NewProcess();
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(IntentKind.Reissue));

        Assert.Equal(FaultKind.ReissueNotSeen, told.Kind);
        Assert.Contains("for another key is under way", told.Message, StringComparison.Ordinal);
        OrderIntent entry = Assert.Single(await fixture.EntriesAsync());
        Assert.Equal((IntentState.InDoubt, null), (entry.State, entry.RequestId));
    }

    [Theory]
    [InlineData(true, FaultKind.CertificateNotInForce)]
    [InlineData(false, FaultKind.OrderChanged)]
    public async Task What_two_operators_have_confirmed_is_done_once(bool isIssued, FaultKind kind)
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        var reissue = new OrderReissue(fixture.Acts());
        OrderAct slow = await reissue.FindAsync(fixture.OrderId, fixture.NewKey, null, CancellationToken.None);
        OrderAct fast = await fixture.RunAsync(IntentKind.Reissue, CsrInspector.Inspect(ActFixture.NewCsr()));
        if (isIssued)
        {
            await ApproveAsync(fixture, fast);
        }

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() =>
            reissue.RequestAsync(slow, ReissueReason.NewToken, null, skipsApproval: false, null, CancellationToken.None));

        Assert.Equal(kind, told.Kind);
        Assert.Contains($"Order {fixture.OrderId} for Mira K. Solberg", told.Message, StringComparison.Ordinal);
        Assert.Contains("has changed since", told.Message, StringComparison.Ordinal);
        Assert.Equal(1, fixture.CallsOf(SandboxRoutes.Reissue));
        Assert.Equal([IntentState.Placed, IntentState.Abandoned], (await fixture.EntriesAsync()).Select(entry => entry.State).Order());
    }

    [Fact]
    public async Task What_is_confirmed_beside_an_act_of_another_kind_waits_for_it()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        var reissue = new OrderReissue(fixture.Acts());
        OrderAct act = await reissue.FindAsync(fixture.OrderId, fixture.NewKey, null, CancellationToken.None);
        Task<OrderAct>? second = null;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (call.Method == HttpMethod.Put)
            {
                second = reissue.RequestAsync(act, ReissueReason.NewToken, null, skipsApproval: false, null, CancellationToken.None);
            }

            return passOn();
        };

        await fixture.RunAsync(IntentKind.Revocation);

        Assert.Equal(FaultKind.ActUnderWay, (await Assert.ThrowsAsync<DocSigningException>(() => second!)).Kind);
        Assert.Equal((0, "revoked"), (fixture.CallsOf(SandboxRoutes.Reissue), fixture.Order.Status));
    }

    [Fact]
    public async Task What_was_in_doubt_stays_so_when_the_order_has_changed_meanwhile()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: false);
        fixture.NewProcess();
        var revocation = new CertificateRevocation(fixture.Acts());
        OrderAct act = await revocation.FindAsync(fixture.OrderId, null, null, isWholeOrder: false, CancellationToken.None);
        await fixture.ReissueInConsoleAsync(isApproved: true);
        fixture.Time.Pass(TimeSpan.FromMinutes(1));

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => revocation.RevokeAsync(act, RevocationReason.Superseded, null, skipsApproval: true, CancellationToken.None));

        Assert.Equal(FaultKind.CertificateNotInForce, told.Kind);
        OrderIntent entry = Assert.Single(await fixture.EntriesAsync());
        Assert.Equal((IntentState.InDoubt, 0), (entry.State, fixture.CallsOf(SandboxRoutes.RevokeCertificate)));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_reissue_of_which_nothing_can_be_read_keeps_no_certificate_alive(HttpStatusCode answer)
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: false);
        RefuseList(fixture, answer);

        fixture.NewProcess();
        Assert.True((await fixture.RunAsync(IntentKind.Revocation)).IsDone);

        Assert.Equal("revoked", fixture.Order.Status);
        Assert.Contains(await fixture.EntriesAsync(), entry => entry is { Kind: IntentKind.Reissue, IsOpen: true });
    }

    [Fact]
    public async Task A_list_that_the_key_may_not_read_leaves_the_reissue_to_a_human()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: false);
        RefuseList(fixture, HttpStatusCode.Forbidden);

        fixture.NewProcess();
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(IntentKind.Reissue));

        Assert.Equal(FaultKind.ReissueNotSeen, told.Kind);
        Assert.Contains("does not show the list", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_the_order_has_had_does_not_come_back(bool isKnownToTheJournal)
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await ApproveAsync(fixture, await fixture.RunAsync(IntentKind.Reissue));
        await ApproveAsync(fixture, await fixture.RunAsync(IntentKind.Reissue, CsrInspector.Inspect(ActFixture.NewCsr())));
        OrderActs acts = isKnownToTheJournal
            ? fixture.Acts()
            : new OrderActs(fixture.Client, ActFixture.AccountId, null, () => throw new InvalidOperationException(), new ActOptions());
        CsrInfo lost = isKnownToTheJournal ? CsrInspector.Inspect(fixture.OldCsr) : fixture.NewKey;

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => new OrderReissue(acts).FindAsync(fixture.OrderId, lost, null, CancellationToken.None));

        Assert.Equal(FaultKind.KeyOfOldCertificate, told.Kind);
        Assert.Contains("has had before", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_whose_reissue_was_canceled_may_be_asked_for_again()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.RunAsync(IntentKind.Reissue);
        await fixture.RunAsync(IntentKind.Cancellation);

        Assert.True((await fixture.RunAsync(IntentKind.Reissue)).IsDone);
        Assert.Equal(2, fixture.DoneOnServer(IntentKind.Reissue));
    }

    [Fact]
    public async Task Time_counts_from_the_last_try_of_a_call_that_was_put_off()
    {
        var putOff = new SandboxFaultRule
        {
            Fault = SandboxFault.TooManyRequests,
            Route = SandboxRoutes.RevokeCertificate,
            Calls = 1,
            RetryAfter = TimeSpan.Zero,
        };
        using var fixture = new ActFixture(faults: new SandboxFaultPlan { Rules = [putOff] }, maxAttempts: 2);
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: false, putOff: 1);
        Assert.Equal(2, Assert.Single(await fixture.EntriesAsync()).Sends);

        fixture.NewProcess();
        fixture.Time.Pass(TimeSpan.FromMinutes(6));
        Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.ResumeAsync()).State);
        fixture.Time.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.ResumeAsync()).State);
    }

    [Fact]
    public async Task What_is_in_doubt_is_settled_by_time_however_often_it_is_looked_at()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: false);
        fixture.NewProcess();
        fixture.Wire.Meddle = (call, passOn, _) => call.Method == HttpMethod.Get ? passOn() : throw WireTap.Unreachable();
        await Assert.ThrowsAnyAsync<CertCentralException>(() => fixture.RunAsync(IntentKind.Revocation));
        OrderIntent entry = Assert.Single(await fixture.EntriesAsync());
        Assert.Equal((IntentState.InDoubt, fixture.Time.GetUtcNow()), (entry.State, entry.SendEndedAt));

        for (int look = 0; look < 2; look++)
        {
            fixture.Time.Pass(TimeSpan.FromMinutes(7));
            Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.ResumeAsync()).State);
        }

        fixture.Time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.ResumeAsync()).State);
    }

    [Fact]
    public async Task All_certificates_are_not_taken_for_revoked_because_one_is_to_be()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.Client.Orders.RevokeCertificateAsync(
            fixture.Order.CertificateId!.Value, new RevocationRequest(), () => Task.FromResult(true), CancellationToken.None);
        var revocation = new CertificateRevocation(fixture.Acts());

        OrderAct act = await revocation.FindAsync(fixture.OrderId, null, null, isWholeOrder: true, CancellationToken.None);

        Assert.False(act.IsDone);
        Assert.Contains("It may be for one certificate alone", act.Doubt, StringComparison.Ordinal);
        fixture.Wire.Meddle = (call, passOn, _) => call.Method == HttpMethod.Get ? passOn() : throw WireTap.Broken();
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => revocation.RevokeAsync(act, RevocationReason.Superseded, null, skipsApproval: true, CancellationToken.None));
        Assert.Equal(FaultKind.RevocationNotSeen, told.Kind);
    }

    [Fact]
    public async Task A_doubt_about_one_certificate_ends_no_revocation_of_all()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: false);
        fixture.NewProcess();
        var revocation = new CertificateRevocation(fixture.Acts());
        OrderAct act = await revocation.FindAsync(fixture.OrderId, null, null, isWholeOrder: true, CancellationToken.None);
        await AskForOneAsync(fixture);

        // It is sent, and what CertCentral says to it is told.
        await Assert.ThrowsAsync<CallRefusedException>(
            () => revocation.RevokeAsync(act, RevocationReason.Superseded, null, skipsApproval: true, CancellationToken.None));

        Assert.Equal(1, fixture.CallsOf(SandboxRoutes.RevokeOrder));
        Assert.DoesNotContain(await fixture.EntriesAsync(), entry => entry.State == IntentState.Placed);
    }

    [Fact]
    public async Task A_later_request_for_one_certificate_does_not_make_all_revoked()
    {
        using var fixture = new ActFixture { IsSpecial = true, SkipsApproval = false };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: false);
        await AskForOneAsync(fixture);
        fixture.NewProcess();
        fixture.Time.Pass(TimeSpan.FromMinutes(16));

        OrderIntent left = Assert.Single(await fixture.ResumeAsync());

        Assert.Equal((IntentState.InDoubt, null), (left.State, left.RequestId));
        Assert.Contains($"request {fixture.Order.Requests[^1].Id}: nothing tells", left.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_all_is_told_though_another_request_has_come()
    {
        using var fixture = new ActFixture { IsSpecial = true, SkipsApproval = false };
        await fixture.OrderAsync();
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            if (call.Method == HttpMethod.Get)
            {
                return await passOn();
            }

            fixture.Wire.Meddle = null;
            await AskForOneAsync(fixture);
            return Refusal(HttpStatusCode.BadRequest);
        };

        await Assert.ThrowsAsync<CallRefusedException>(() => fixture.RunAsync(IntentKind.Revocation));

        OrderIntent entry = Assert.Single(await fixture.EntriesAsync());
        Assert.Equal((IntentState.Refused, null), (entry.State, entry.RequestId));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task In_whatever_order_requests_are_listed_the_own_one_is_found(bool isNewer, bool isFirst)
    {
        using var fixture = new ActFixture { IsSpecial = true, SkipsApproval = false };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: true);
        long own = fixture.Order.Requests[^1].Id;
        fixture.NewProcess();
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            return call.Method == HttpMethod.Get ? await WithAnotherAsync(answer, isNewer ? own + 1 : 1, isFirst) : answer;
        };

        OrderAct again = await fixture.RunAsync(IntentKind.Revocation);

        Assert.Equal((true, own), (again.IsDone, again.RequestId));
        Assert.Equal(1, fixture.CallsOf(SandboxRoutes.RevokeOrder));
    }

    [Fact]
    public async Task All_certificates_are_in_doubt_where_one_is_revoked_and_the_order_stays_issued()
    {
        using var fixture = new ActFixture(habits: new SandboxHabits { RevokedOrder = SandboxRevokedOrder.Issued }) { IsSpecial = true };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: false);
        await fixture.Client.Orders.RevokeCertificateAsync(
            fixture.Order.CertificateId!.Value,
            new RevocationRequest { SkipApproval = true },
            () => Task.FromResult(true),
            CancellationToken.None);
        fixture.NewProcess();
        fixture.Time.Pass(TimeSpan.FromMinutes(16));

        OrderIntent left = Assert.Single(await fixture.ResumeAsync());

        Assert.Equal(("issued", IntentState.InDoubt), (fixture.Order.Status, left.State));
        Assert.Contains("nothing tells whether all are", left.Problem, StringComparison.Ordinal);
        Assert.Contains(
            $"-Reference {left.Reference} -NotPlaced", ActsOnDemand.StillInDoubt(left).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_done_does_not_wait_for_approval()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();

        OrderAct act = await fixture.RunAsync(IntentKind.Revocation);

        Assert.Equal((true, null), (act.IsDone, act.RequestId));
        Assert.Equal("approved", Assert.Single(fixture.Order.Requests, request => request.Type == "revoke").Status);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, IntentState.Refused)]
    [InlineData(null, IntentState.Abandoned)]
    public async Task A_refusal_is_told_also_where_it_cannot_be_noted(HttpStatusCode? refusal, IntentState unnoted)
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        var revocation = new CertificateRevocation(fixture.Acts(fails: entry => entry.State == unnoted));
        OrderAct act = await revocation.FindAsync(fixture.OrderId, null, null, isWholeOrder: false, CancellationToken.None);
        fixture.Wire.Meddle = (call, passOn, _) => call.Method == HttpMethod.Get ? passOn()
            : refusal is { } status ? Task.FromResult(Refusal(status))
            : throw WireTap.Unreachable();

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => revocation.RevokeAsync(act, RevocationReason.Superseded, null, skipsApproval: true, CancellationToken.None));

        Assert.Equal(FaultKind.JournalFull, told.Kind);
        Assert.Contains("the revocation was not carried out", told.Message, StringComparison.Ordinal);
        Assert.Contains(refusal is null ? "reached" : "Not today", told.Message, StringComparison.Ordinal);
        Assert.Contains("no room on the disk", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_process_had_only_planned_when_it_died_is_ended_on_demand()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        fixture.Wire.OnConnecting = call =>
        {
            if (call.Method == HttpMethod.Put)
            {
                fixture.Journal.Kill();
            }
        };
        Task<OrderAct> dead = fixture.RunAsync(IntentKind.Revocation);
        Assert.False(dead.IsCompleted);
        fixture.Wire.OnConnecting = null;
        fixture.NewProcess();
        Assert.Equal(IntentState.Planned, Assert.Single(await fixture.EntriesAsync()).State);

        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.ResumeAsync()).State);
        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.EntriesAsync()).State);
    }

    /// <summary>Somebody else asks for the certificate in force alone.</summary>
    private static Task<RequestInfo?> AskForOneAsync(ActFixture fixture) => fixture.Client.Orders.RevokeCertificateAsync(
        fixture.Order.CertificateId!.Value, new RevocationRequest(), () => Task.FromResult(true), CancellationToken.None);

    /// <summary>The order with a request of somebody else's that waits, too.</summary>
    private static async Task<HttpResponseMessage> WithAnotherAsync(HttpResponseMessage answer, long id, bool isFirst)
    {
        var order = JObject.Parse(await answer.Content.ReadAsStringAsync());
        if (order["requests"] is JArray requests)
        {
            var other = new JObject { ["id"] = id, ["type"] = "revoke", ["status"] = "pending" };
            requests.Insert(isFirst ? 0 : requests.Count, other);
        }

        answer.Content = new StringContent(order.ToString(), System.Text.Encoding.UTF8, "application/json");
        return answer;
    }

    private static async Task ApproveAsync(ActFixture fixture, OrderAct reissue)
    {
        await fixture.Client.Requests.ApproveAsync(reissue.RequestId!.Value, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromMinutes(5));
    }

    private static void RefuseList(ActFixture fixture, HttpStatusCode status) => fixture.Wire.Meddle = (call, passOn, _) =>
        call.Method == HttpMethod.Get && call.RequestUri!.AbsolutePath.EndsWith("/reissue", StringComparison.Ordinal)
            ? Task.FromResult(Refusal(status))
            : passOn();

    private static HttpResponseMessage Refusal(HttpStatusCode status) => new(status)
    {
        Content = new StringContent(
            """{"errors":[{"code":"not_today","message":"Not today"}]}""", System.Text.Encoding.UTF8, "application/json"),
    };
}

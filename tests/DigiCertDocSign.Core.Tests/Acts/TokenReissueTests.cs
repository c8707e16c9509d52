using System.Net;
using System.Text;
using CertCentral.Errors;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>
/// A reissue without a CSR has no key by which it could be told from another one. It is asked for once, and what nothing shows is for a
/// human, however much time passes.
/// </summary>
public class TokenReissueTests
{
    public static TheoryData<SandboxFault, bool> Faults()
    {
        var all = new TheoryData<SandboxFault, bool>();
        foreach (SandboxFault fault in Enum.GetValues<SandboxFault>())
        {
            all.Add(fault, true);
            all.Add(fault, false);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_breaks_it_is_asked_for_once_and_the_rest_is_for_a_human(SandboxFault fault, bool showsComments)
    {
        var rule = new SandboxFaultRule
        {
            Fault = fault,
            Route = SandboxRoutes.Reissue,
            Calls = 1,
            Delay = Timeout.InfiniteTimeSpan,
            RetryAfter = TimeSpan.Zero,
        };
        bool isSlow = fault is SandboxFault.SlowBeforeCommit or SandboxFault.SlowAfterCommit;
        using var fixture = new ActFixture(
            faults: new SandboxFaultPlan { Rules = [rule] },
            habits: new SandboxHabits { ShowsComments = showsComments },
            timeout: isSlow ? TimeSpan.FromSeconds(1) : null)
        { ShipsToken = true };
        await fixture.OrderAsync();

        Exception? told = await Record.ExceptionAsync(() => fixture.RunAsync(IntentKind.Reissue));

        int done = fixture.DoneOnServer(IntentKind.Reissue);
        OrderIntent entry = Assert.Single(await fixture.EntriesAsync());
        IntentState state = told switch
        {
            null => IntentState.Placed,
            CertCentralException { Executed: false } => IntentState.Abandoned,
            _ => IntentState.InDoubt,
        };
        Assert.Equal((state == IntentState.Placed ? 1 : 0, state, null), (done, entry.State, entry.PublicKeySha256));
        if (state == IntentState.InDoubt)
        {
            await AssertForAHumanAsync(fixture, entry);
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_process_that_is_killed_leaves_it_to_a_request_or_to_a_human(bool isCarriedOut, bool showsComments)
    {
        using var fixture = new ActFixture(habits: new SandboxHabits { ShowsComments = showsComments }) { ShipsToken = true };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut);
        OrderIntent sent = Assert.Single(await fixture.EntriesAsync());

        fixture.NewProcess();
        if (!isCarriedOut)
        {
            await AssertForAHumanAsync(fixture, sent);
            return;
        }

        // By the reference in its comment, or since a request has come. Who cannot tell whose it is, tells nobody to approve it.
        OrderAct again = await fixture.RunAsync(IntentKind.Reissue);
        Assert.Equal((true, showsComments ? fixture.Order.Requests[^1].Id : null), (again.IsDone, again.RequestId));
        Assert.Equal((1, 1), (fixture.DoneOnServer(IntentKind.Reissue), fixture.CallsOf(SandboxRoutes.Reissue)));
        Assert.Equal(IntentState.Placed, Assert.Single(await fixture.EntriesAsync()).State);
    }

    [Fact]
    public async Task Another_reissue_that_came_and_went_is_not_taken_for_it()
    {
        using var fixture = new ActFixture { ShipsToken = true };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: false);
        await fixture.ReissueInConsoleAsync(isApproved: false);
        await fixture.Client.Requests.RejectAsync(fixture.Order.Requests[^1].Id, "Not this one", CancellationToken.None);

        fixture.NewProcess();
        await AssertForAHumanAsync(fixture, Assert.Single(await fixture.EntriesAsync()));
    }

    /// <summary>Somebody has said so, and nothing of it shows: the certificate is still the one that it was asked for.</summary>
    [Fact]
    public async Task What_a_human_says_was_asked_for_waits_for_its_certificate()
    {
        using var fixture = new ActFixture { ShipsToken = true };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: false);
        fixture.NewProcess();
        var byHand = new ReconciliationByHand(
            fixture.Client, fixture.OpenJournal(), ActFixture.AccountId, new OrderingOptions());
        OrderIntent entry = await byHand.FindAsync(
            Assert.Single(await fixture.EntriesAsync()).Reference, CancellationToken.None);
        await Assert.ThrowsAsync<DocSigningException>(() => byHand.AskAsync(entry, fixture.OrderId + 1, CancellationToken.None));

        NamedOrder named = await byHand.AskAsync(entry, fixture.OrderId, CancellationToken.None);
        Assert.NotEmpty(named.Doubts);
        OrderIntent placed = await byHand.AdoptAsync(entry, named, CancellationToken.None);

        Assert.Equal((IntentState.Placed, "Issued"), (placed.State, placed.OrderStatus));
        OrderAct again = await fixture.RunAsync(IntentKind.Reissue);
        Assert.Equal((true, placed.Reference), (again.IsDone, again.Earlier?.Reference));
        Assert.Equal((0, 0), (fixture.DoneOnServer(IntentKind.Reissue), fixture.CallsOf(SandboxRoutes.Reissue)));

        // It came. Another token may be lost, and whoever is asked hears of the first.
        await fixture.ReissueInConsoleAsync(isApproved: true);
        fixture.Time.Pass(TimeSpan.FromDays(30));
        OrderAct next = await new OrderReissue(fixture.Acts()).FindAsync(fixture.OrderId, null, null, CancellationToken.None);
        Assert.False(next.IsDone);
        Assert.Contains(
            $"One was asked for before, {placed.Reference} of {placed.CreatedAt:yyyy-MM-dd}",
            OrderReissue.Describe(next, ReissueReason.TokenLost),
            StringComparison.Ordinal);
        Assert.True((await fixture.RunAsync(IntentKind.Reissue)).IsDone);
        Assert.Equal(2, fixture.CallsOf(SandboxRoutes.Reissue));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task One_that_was_rejected_or_canceled_may_be_asked_for_again(bool showsComments, bool isCanceled)
    {
        using var fixture = new ActFixture(habits: new SandboxHabits { ShowsComments = showsComments }) { ShipsToken = true };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: true);
        fixture.NewProcess();
        Assert.Equal(IntentState.Placed, Assert.Single(await fixture.ResumeAsync()).State);
        if (isCanceled)
        {
            Assert.True((await fixture.RunAsync(IntentKind.Cancellation)).IsDone);
        }
        else
        {
            await fixture.Client.Requests.RejectAsync(fixture.Order.Requests[^1].Id, "Not this one", CancellationToken.None);
        }

        OrderAct again = await fixture.RunAsync(IntentKind.Reissue);

        Assert.Equal((true, 2), (again.IsDone, fixture.DoneOnServer(IntentKind.Reissue)));
    }

    /// <summary>What may be somebody else's keeps no one from being told that a token may never come.</summary>
    [Theory]
    [InlineData("list hidden")]
    [InlineData("comment of another")]
    [InlineData("request hidden")]
    public async Task A_reissue_of_somebody_else_is_never_taken_for_it(string what)
    {
        using var fixture = new ActFixture(
            habits: new SandboxHabits { ShowsComments = what == "comment of another", ShowsCsr = false })
        { ShipsToken = true };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: false);
        await fixture.ReissueInConsoleAsync(isApproved: false, "For her new machine");
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            bool isList = call.RequestUri!.AbsolutePath.EndsWith("/reissue", StringComparison.Ordinal);
            return isList && call.Method == HttpMethod.Get && what == "list hidden"
                ? new HttpResponseMessage(HttpStatusCode.Forbidden)
                : !isList && call.Method == HttpMethod.Get && what == "request hidden" ? await WithoutReissuesAsync(await passOn())
                : await passOn();
        };

        await AssertForAHumanAsync(fixture, Assert.Single(await fixture.EntriesAsync()));
    }

    [Fact]
    public async Task A_certificate_that_came_with_comments_hidden_may_be_of_it_or_not()
    {
        using var fixture = new ActFixture(habits: new SandboxHabits { ShowsComments = false }) { ShipsToken = true };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: true);
        await fixture.Client.Requests.ApproveAsync(fixture.Order.Requests[^1].Id, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromMinutes(5));
        fixture.NewProcess();

        OrderIntent left = Assert.Single(await fixture.ResumeAsync());

        Assert.Equal(IntentState.InDoubt, left.State);
        Assert.Contains(
            $"Certificate {fixture.Order.CertificateId} was issued since, and nothing tells whether by this reissue",
            left.Problem,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_rejected_puts_the_key_on_no_token()
    {
        using var fixture = new ActFixture { ShipsToken = true };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: true);
        fixture.NewProcess();
        var keys = new NotedKeys(fixture.OpenJournal());
        Task<string?> FindAsync() => keys.FindForAsync(
            ActFixture.AccountId, fixture.OrderId, publicKey: null, isOnly: true, CancellationToken.None);
        Assert.Null(await FindAsync());
        await fixture.Client.Requests.RejectAsync(fixture.Order.Requests[^1].Id, "Not this one", CancellationToken.None);

        Assert.Equal(IntentState.Closed, Assert.Single(await fixture.ResumeAsync()).State);

        Assert.Equal(ActFixture.OldKey, await FindAsync());
    }

    [Fact]
    public async Task What_the_account_does_not_take_or_the_order_does_not_have_is_told()
    {
        using var refusing = new ActFixture(habits: new SandboxHabits { ReissuesWithoutCsr = false }) { ShipsToken = true };
        await refusing.OrderAsync();
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => refusing.RunAsync(IntentKind.Reissue));
        Assert.Equal(FaultKind.CallNotOffered, told.Kind);
        Assert.Contains("DigiCert support", told.Message, StringComparison.Ordinal);
        Assert.Equal(IntentState.Refused, Assert.Single(await refusing.EntriesAsync()).State);

        // The CSR of a token of the person's own is another way.
        Assert.True((await refusing.RunAsync(IntentKind.Reissue, refusing.NewKey)).IsDone);

        using var byMail = new ActFixture();
        await byMail.OrderAsync();
        DocSigningException none = await Assert.ThrowsAsync<DocSigningException>(
            () => new OrderReissue(byMail.Acts()).FindAsync(byMail.OrderId, null, null, CancellationToken.None));
        Assert.Equal((FaultKind.OrderNotReissuable, 0), (none.Kind, byMail.CallsOf(SandboxRoutes.Reissue)));
        Assert.Contains("New-DocSigningCsr", none.Message, StringComparison.Ordinal);
    }

    /// <summary>A guess is that the new token is shipped as the old one was. Where the order shows another way, that is told.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_comes_another_way_than_by_a_token_is_told(bool goesByEmail)
    {
        using var fixture = new ActFixture(habits: new SandboxHabits { ReissuesGoByEmail = goesByEmail }) { ShipsToken = true };
        await fixture.OrderAsync();

        OrderAct act = await fixture.RunAsync(IntentKind.Reissue);

        Assert.Equal((true, 1), (act.IsDone, fixture.DoneOnServer(IntentKind.Reissue)));
        Assert.Equal(IntentState.Placed, Assert.Single(await fixture.EntriesAsync()).State);
        string? told = OrderReissue.NotAsAsked(act);
        Assert.Equal(goesByEmail, told is not null);
        Assert.Equal(goesByEmail, told?.Contains("is to come by Email. Ask DigiCert", StringComparison.Ordinal) == true);

        // Nor is a second one asked for because the first comes another way.
        fixture.NewProcess();
        Exception? again = await Record.ExceptionAsync(() => fixture.RunAsync(IntentKind.Reissue));
        Assert.True(again is null or DocSigningException { Kind: FaultKind.OrderNotReissuable });
        Assert.Equal(1, fixture.CallsOf(SandboxRoutes.Reissue));
    }

    private static async Task<HttpResponseMessage> WithoutReissuesAsync(HttpResponseMessage answer)
    {
        var order = JObject.Parse(await answer.Content.ReadAsStringAsync());
        foreach (JToken request in (order["requests"] as JArray)?.Where(one => (string?)one["type"] == "reissue").ToArray() ?? [])
        {
            request.Remove();
        }

        answer.Content = new StringContent(order.ToString(), Encoding.UTF8, "application/json");
        return answer;
    }

    /// <summary>Neither the same command nor Resume sends it or gives it up, and both say who can tell.</summary>
    private static async Task AssertForAHumanAsync(ActFixture fixture, OrderIntent entry)
    {
        int calls = fixture.CallsOf(SandboxRoutes.Reissue);
        fixture.NewProcess();
        fixture.Time.Pass(TimeSpan.FromDays(2));
        Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.ResumeAsync()).State);
        DocSigningException doubt = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(IntentKind.Reissue));
        Assert.Equal(FaultKind.ReissueNotSeen, doubt.Kind);
        Assert.Contains("ask DigiCert whether a token is on its way", doubt.Message, StringComparison.Ordinal);
        Assert.Contains($"-Reference {entry.Reference} -NotPlaced", doubt.Message, StringComparison.Ordinal);
        Assert.Equal(calls, fixture.CallsOf(SandboxRoutes.Reissue));
    }
}

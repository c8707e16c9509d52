using CertCentral.Errors;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>
/// A reissue without a CSR has no key by which it could be told from another one. It is asked for once, and what nothing shows is for a
/// human, however much time passes.
/// </summary>
public class TokenReissueTests
{
    public static TheoryData<SandboxFault> Faults() => [.. Enum.GetValues<SandboxFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_breaks_it_is_asked_for_once_and_the_rest_is_for_a_human(SandboxFault fault)
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
            faults: new SandboxFaultPlan { Rules = [rule] }, timeout: isSlow ? TimeSpan.FromSeconds(1) : null)
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

    [Fact]
    public async Task Where_a_human_says_what_became_of_it_the_order_is_free_again()
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
        Assert.True((await fixture.RunAsync(IntentKind.Reissue)).IsDone);
        Assert.Equal(1, fixture.DoneOnServer(IntentKind.Reissue));
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

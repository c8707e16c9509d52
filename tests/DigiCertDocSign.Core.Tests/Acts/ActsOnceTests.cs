using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Csr;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>Whatever breaks, and whenever a process dies: what is done to an order is done once, and server and journal agree.</summary>
public class ActsOnceTests
{
    /// <summary>Each kind; and what is special: all of an order is revoked, or the reissue that waits is canceled.</summary>
    private static readonly (IntentKind Kind, bool IsSpecial)[] Kinds =
    [
        (IntentKind.Cancellation, false), (IntentKind.Cancellation, true), (IntentKind.Revocation, false), (IntentKind.Revocation, true),
        (IntentKind.Reissue, false),
    ];

    /// <summary>What the server keeps back: nothing, the references in the comments, or these and the CSRs.</summary>
    private static readonly string[] Hidden = ["", "comments", "comments and CSRs"];

    public static TheoryData<IntentKind, bool, SandboxFault, string> Faults()
    {
        var all = new TheoryData<IntentKind, bool, SandboxFault, string>();
        foreach ((IntentKind kind, bool isSpecial) in Kinds)
        {
            foreach (SandboxFault fault in Enum.GetValues<SandboxFault>())
            {
                Array.ForEach(Hidden, hidden => all.Add(kind, isSpecial, fault, hidden));
            }
        }

        return all;
    }

    public static TheoryData<IntentKind, bool, bool, bool> Kills()
    {
        var all = new TheoryData<IntentKind, bool, bool, bool>();
        foreach ((IntentKind kind, bool isSpecial) in Kinds)
        {
            all.Add(kind, isSpecial, false, false);
            all.Add(kind, isSpecial, false, true);
            all.Add(kind, isSpecial, true, false);
            all.Add(kind, isSpecial, true, true);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_breaks_it_is_done_once_and_the_journal_says_so(
        IntentKind kind, bool isSpecial, SandboxFault fault, string hidden)
    {
        var rule = new SandboxFaultRule
        {
            Fault = fault,
            Route = RouteOf(kind, isSpecial),
            Calls = 1,
            Delay = Timeout.InfiniteTimeSpan,
            RetryAfter = TimeSpan.Zero,
        };
        bool isSlow = fault is SandboxFault.SlowBeforeCommit or SandboxFault.SlowAfterCommit;
        using var fixture = new ActFixture(
            kind != IntentKind.Cancellation || isSpecial,
            new SandboxFaultPlan { Rules = [rule] },
            new SandboxHabits { ShowsComments = hidden == "", ShowsCsr = !hidden.EndsWith("CSRs", StringComparison.Ordinal) },
            isSlow ? TimeSpan.FromSeconds(1) : null)
        { IsSpecial = isSpecial };
        await fixture.OrderForAsync(kind);

        Exception? told = await Record.ExceptionAsync(() => fixture.RunAsync(kind));

        int done = fixture.DoneOnServer(kind);
        OrderIntent first = Assert.Single(await fixture.EntriesAsync());
        switch (told)
        {
            case null:
                Assert.Equal((1, IntentState.Placed), (done, first.State));
                break;
            case CertCentralException { Executed: false }:
                Assert.Equal((0, IntentState.Abandoned), (done, first.State));
                break;
            default:
                Assert.Equal(NotSeen(kind), Assert.IsType<DocSigningException>(told).Kind);
                Assert.Equal((0, IntentState.InDoubt), (done, first.State));
                Assert.Contains($"Order {fixture.OrderId} for Mira K. Solberg", told.Message, StringComparison.Ordinal);
                Assert.Contains($"-Reference {first.Reference} -NotPlaced", told.Message, StringComparison.Ordinal);
                break;
        }

        // A reissue that is under way can be had no second time, and one that is canceled cannot be canceled again.
        bool isIssuedAgain = kind == IntentKind.Cancellation && isSpecial;
        if (told is not null || (kind != IntentKind.Reissue && !isIssuedAgain))
        {
            fixture.NewProcess();
            fixture.Time.Pass(TimeSpan.FromMinutes(16));
            Assert.True((await fixture.RunAsync(kind)).IsDone);
        }

        Assert.Equal(1, fixture.DoneOnServer(kind));
        OrderIntent[] entries = [.. await fixture.EntriesAsync()];
        Assert.Single(entries, entry => entry.State == IntentState.Placed);
        Assert.DoesNotContain(entries, entry => entry.IsOpen);
        Assert.Equal(
            kind == IntentKind.Reissue || isIssuedAgain ? IntentState.Placed : IntentState.Closed,
            (await fixture.OrderEntryAsync()).State);
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task A_process_that_is_killed_leaves_nothing_undone_or_twice(
        IntentKind kind, bool isSpecial, bool isCarriedOut, bool isResumed)
    {
        using var fixture = new ActFixture(kind != IntentKind.Cancellation || isSpecial) { IsSpecial = isSpecial };
        await fixture.OrderForAsync(kind);
        await fixture.KillAsync(kind, isCarriedOut);
        Assert.Equal(IntentState.Sent, Assert.Single(await fixture.EntriesAsync()).State);

        fixture.NewProcess();
        if (kind == IntentKind.Reissue && !isCarriedOut)
        {
            // It may still come: only time tells.
            DocSigningException doubt = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(kind));
            Assert.Equal(FaultKind.ReissueNotSeen, doubt.Kind);
            Assert.Contains("From 20", doubt.Message, StringComparison.Ordinal);
        }

        if (isResumed || kind == IntentKind.Reissue)
        {
            fixture.Time.Pass(TimeSpan.FromMinutes(16));
        }

        if (isResumed)
        {
            OrderIntent resumed = Assert.Single(await fixture.ResumeAsync());
            Assert.Equal(isCarriedOut ? IntentState.Placed : IntentState.Abandoned, resumed.State);
        }

        bool isIssuedAgain = kind == IntentKind.Cancellation && isSpecial;
        if ((kind == IntentKind.Reissue || isIssuedAgain) && isResumed && isCarriedOut)
        {
            DocSigningException over = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(kind));
            Assert.Equal(isIssuedAgain ? FaultKind.OrderNotCancelable : FaultKind.OrderNotReissuable, over.Kind);
        }
        else
        {
            Assert.True((await fixture.RunAsync(kind)).IsDone);
        }

        Assert.Equal((1, 1), (fixture.DoneOnServer(kind), fixture.CallsOf(RouteOf(kind, isSpecial))));
        Assert.Single(await fixture.EntriesAsync(), entry => entry.State == IntentState.Placed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_certificates_that_were_asked_for_are_not_asked_for_again(bool isResumed)
    {
        using var fixture = new ActFixture { IsSpecial = true, SkipsApproval = false };
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: true);
        fixture.NewProcess();
        if (isResumed)
        {
            Assert.Equal(IntentState.Placed, Assert.Single(await fixture.ResumeAsync()).State);
        }

        OrderAct again = await fixture.RunAsync(IntentKind.Revocation);

        Assert.Equal((true, fixture.Order.Requests[^1].Id), (again.IsDone, again.RequestId));
        Assert.Equal((1, 1), (fixture.DoneOnServer(IntentKind.Revocation), fixture.CallsOf(SandboxRoutes.RevokeOrder)));
        Assert.Equal(IntentState.Placed, Assert.Single(await fixture.EntriesAsync()).State);
    }

    [Fact]
    public async Task What_was_asked_for_of_one_certificate_is_not_taken_for_all()
    {
        using var fixture = new ActFixture { IsSpecial = true, SkipsApproval = false };
        await fixture.OrderAsync();
        await fixture.Client.Orders.RevokeCertificateAsync(
            fixture.Order.CertificateId!.Value, new RevocationRequest(), () => Task.FromResult(true), CancellationToken.None);
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: false);

        fixture.NewProcess();
        fixture.Time.Pass(TimeSpan.FromMinutes(16));

        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.ResumeAsync()).State);
    }

    /// <summary>The machine slept while the journal was written to.</summary>
    [Theory]
    [InlineData(IntentKind.Cancellation)]
    [InlineData(IntentKind.Revocation)]
    [InlineData(IntentKind.Reissue)]
    public async Task What_would_be_sent_long_after_the_last_look_is_not_sent(IntentKind kind)
    {
        using var fixture = new ActFixture(isIssued: kind != IntentKind.Cancellation);
        await fixture.OrderAsync();
        bool Sleep(OrderIntent to)
        {
            fixture.Time.Pass(TimeSpan.FromSeconds(to.State == IntentState.Sent ? 11 : 0));
            return false;
        }

        DocSigningException told =
            await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(kind, fails: Sleep));

        Assert.Equal(FaultKind.ActTooLate, told.Kind);
        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.EntriesAsync()).State);
        Assert.Equal(0, fixture.DoneOnServer(kind));
        Assert.True((await fixture.RunAsync(kind)).IsDone);
        Assert.Equal(1, fixture.DoneOnServer(kind));
    }

    [Fact]
    public async Task What_another_command_has_in_hand_is_left_to_it()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        Task<OrderAct>? second = null;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (call.Method != HttpMethod.Get && second is null)
            {
                fixture.NewProcess();
                second = fixture.RunAsync(IntentKind.Reissue);
            }

            return passOn();
        };

        OrderAct act = await fixture.RunAsync(IntentKind.Reissue);

        Assert.True(act.IsDone);
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => second!);
        Assert.Equal(FaultKind.ActUnderWay, told.Kind);
        Assert.Contains("for Mira K. Solberg <mira.solberg@", told.Message, StringComparison.Ordinal);
        Assert.Equal(1, fixture.DoneOnServer(IntentKind.Reissue));
    }

    [Fact]
    public async Task A_revocation_that_was_in_doubt_is_not_turned_on_the_certificate_of_a_reissue()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        long confirmed = fixture.Order.CertificateId!.Value;
        await fixture.KillAsync(IntentKind.Revocation, isCarriedOut: false);
        await fixture.ReissueInConsoleAsync(isApproved: true);
        fixture.Time.Pass(TimeSpan.FromMinutes(1));
        Assert.NotEqual(confirmed, fixture.Order.CertificateId);

        fixture.NewProcess();
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(IntentKind.Revocation));

        Assert.Equal(FaultKind.ActNotRepeated, told.Kind);
        Assert.Contains($"Certificate {confirmed} was to be revoked", told.Message, StringComparison.Ordinal);
        Assert.Equal(("issued", 0), (fixture.Order.Status, fixture.DoneOnServer(IntentKind.Revocation)));
        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.EntriesAsync()).State);

        // Said once more, it is meant.
        Assert.True((await fixture.RunAsync(IntentKind.Revocation)).IsDone);
        Assert.Equal("revoked", fixture.Order.Status);
    }

    [Fact]
    public async Task A_cancellation_that_was_in_doubt_does_not_end_another_reissue()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.ReissueInConsoleAsync(isApproved: false);
        await fixture.KillAsync(IntentKind.Cancellation, isCarriedOut: true);
        await fixture.ReissueInConsoleAsync(isApproved: false);

        fixture.NewProcess();
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(IntentKind.Cancellation));

        Assert.Equal(FaultKind.ActNotRepeated, told.Kind);
        Assert.Equal("reissue_pending", fixture.Order.Status);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task A_reissue_is_known_again_by_what_the_account_shows(bool showsCsr, bool showsComments)
    {
        using var fixture = new ActFixture(habits: new SandboxHabits { ShowsCsr = showsCsr, ShowsComments = showsComments });
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: true);

        fixture.NewProcess();
        OrderAct again = await fixture.RunAsync(IntentKind.Reissue);

        // Where neither tells whose the request is, nobody is told to approve it.
        Assert.True(again.IsDone);
        Assert.Equal(showsCsr || showsComments ? fixture.Order.Requests[^1].Id : null, again.RequestId);
        Assert.Equal(1, fixture.DoneOnServer(IntentKind.Reissue));
    }

    [Fact]
    public async Task A_reissue_that_somebody_else_has_brought_is_for_a_human()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: false);
        await fixture.ReissueInConsoleAsync(isApproved: true);
        fixture.Time.Pass(TimeSpan.FromHours(1));

        fixture.NewProcess();
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(IntentKind.Reissue));

        Assert.Equal(FaultKind.ReissueNotSeen, told.Kind);
        Assert.Contains("not for the key of this reissue", told.Message, StringComparison.Ordinal);
        Assert.Equal(1, fixture.DoneOnServer(IntentKind.Reissue));
    }

    [Fact]
    public async Task A_second_key_is_not_taken_for_the_reissue_in_doubt()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: true);

        fixture.NewProcess();
        CsrInfo other = CsrInspector.Inspect(ActFixture.NewCsr());
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(IntentKind.Reissue, other));

        Assert.Equal(FaultKind.ActNotRepeated, told.Kind);
        Assert.Equal(1, fixture.DoneOnServer(IntentKind.Reissue));
    }

    [Fact]
    public async Task A_trial_writes_nothing_and_an_order_run_takes_no_act_for_an_order()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.KillAsync(IntentKind.Reissue, isCarriedOut: true);
        OrderIntent left = Assert.Single(await fixture.EntriesAsync());

        fixture.NewProcess();
        OrderAct act = await new OrderReissue(fixture.Acts(isTrial: true))
            .FindAsync(fixture.OrderId, fixture.NewKey, null, CancellationToken.None);
        await fixture.OrderForAnotherAsync();

        Assert.True(act.IsDone);
        Assert.Equal(left, Assert.Single(await fixture.EntriesAsync()));
    }

    private static string RouteOf(IntentKind kind, bool isSpecial) => kind switch
    {
        IntentKind.Cancellation => SandboxRoutes.UpdateOrderStatus,
        IntentKind.Revocation when isSpecial => SandboxRoutes.RevokeOrder,
        IntentKind.Revocation => SandboxRoutes.RevokeCertificate,
        _ => SandboxRoutes.Reissue,
    };

    private static FaultKind NotSeen(IntentKind kind) => kind switch
    {
        IntentKind.Cancellation => FaultKind.CancellationNotSeen,
        IntentKind.Revocation => FaultKind.RevocationNotSeen,
        _ => FaultKind.ReissueNotSeen,
    };
}

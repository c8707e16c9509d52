using System.Net;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>What an operator says of an act in doubt counts where CertCentral does not tell, and is noted as a command would.</summary>
public class ActsByHandTests
{
    [Theory]
    [InlineData(IntentKind.Revocation)]
    [InlineData(IntentKind.Cancellation)]
    [InlineData(IntentKind.Reissue)]
    public async Task What_CertCentral_shows_as_done_is_not_noted_as_undone(IntentKind kind)
    {
        using var fixture = new ActFixture(isIssued: kind != IntentKind.Cancellation);
        (ActsByHand byHand, OrderIntent entry) = await DoubtAsync(fixture, kind, isCarriedOut: true);

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => byHand.AbandonAsync(entry, CancellationToken.None));

        Assert.Equal(FaultKind.NotInDoubt, told.Kind);
        Assert.Contains($"Resume-DocSigningOrder -Reference {entry.Reference} without -NotPlaced", told.Message, StringComparison.Ordinal);
        Assert.Equal(entry, Assert.Single(await fixture.EntriesAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_operators_word_counts_where_nothing_is_shown(bool isRead)
    {
        using var fixture = new ActFixture();
        (ActsByHand byHand, OrderIntent entry) = await DoubtAsync(fixture, IntentKind.Revocation, isCarriedOut: !isRead);
        fixture.Wire.Meddle = (_, passOn, _) =>
            isRead ? passOn() : Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));

        OrderIntent noted = await byHand.AbandonAsync(entry, CancellationToken.None);

        Assert.Equal((IntentState.Abandoned, "It was not carried out: said by hand."), (noted.State, noted.Problem));
    }

    [Theory]
    [InlineData(IntentKind.Revocation, "Revoked")]
    [InlineData(IntentKind.Cancellation, "Canceled")]
    public async Task An_order_that_ends_by_hand_ends_in_the_journal_too(IntentKind kind, string status)
    {
        using var fixture = new ActFixture(isIssued: kind != IntentKind.Cancellation);
        (ActsByHand byHand, OrderIntent entry) = await DoubtAsync(fixture, kind, isCarriedOut: true);
        NamedOrder named = await ByHandOf(fixture).AskAsync(entry, fixture.OrderId, CancellationToken.None);

        OrderIntent placed = await byHand.AdoptAsync(entry, named, CancellationToken.None);

        Assert.Equal((IntentState.Placed, status), (placed.State, placed.OrderStatus));
        OrderIntent order = await fixture.OrderEntryAsync();
        Assert.Equal((IntentState.Closed, status), (order.State, order.OrderStatus));
    }

    private static ReconciliationByHand ByHandOf(ActFixture fixture) =>
        new(fixture.Client, fixture.OpenJournal(), ActFixture.AccountId, new OrderingOptions());

    private static async Task<(ActsByHand ByHand, OrderIntent Entry)> DoubtAsync(
        ActFixture fixture, IntentKind kind, bool isCarriedOut)
    {
        await fixture.OrderForAsync(kind);
        await fixture.KillAsync(kind, isCarriedOut);
        fixture.NewProcess();
        ReconciliationByHand byHand = ByHandOf(fixture);
        var acts = new ActsByHand(fixture.Client, fixture.OpenJournal(), byHand);
        return (acts, await byHand.FindAsync(Assert.Single(await fixture.EntriesAsync()).Reference, CancellationToken.None));
    }
}

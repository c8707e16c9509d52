using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// Whether an order that shows no address has a certain person's, asked of the list filtered by address. That the filter brings the order
/// says yes. That it does not says no only under conditions, because a wrong no costs money: the plain list shows the order, it is older
/// than any index may lag, and at that moment the filter still brings a second known order, in other letter case, so that it
/// goes neither by the address of the administrator who ordered nor by letter case. Each question is asked once. Not for many threads.
/// </summary>
internal sealed class AddressQuestions(CertCentralClient client, IOrderJournal? journal, long accountId, LiveOrderIndex index)
{
    /// <summary>One proves the filter, the other bears out a no.</summary>
    private const int KnownNeeded = 2;

    /// <summary>An index of addresses may lag behind the list.</summary>
    private static readonly TimeSpan LongestLag = TimeSpan.FromHours(1);

    private readonly EmailFilterWitness _filter = new();
    private readonly Dictionary<(long OrderId, string Email), bool> _answers = [];
    private List<KnownOrder> _known = [];

    // The number of the reading after which the known orders were last sought in vain.
    private int _soughtAfter = -1;

    /// <returns>The order with the answer; as it was, when nobody can tell.</returns>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    public async Task<LiveOrder> AskAsync(LiveOrder order, Person person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var email = EmailAddress.Of(person.Email);
        long id = order.OrderId!.Value;
        if (!_answers.TryGetValue((id, email.Key), out bool isTheirs))
        {
            if (await TryAskAsync(order, email, now, cancellationToken).ConfigureAwait(false) is not { } answer)
            {
                return order;
            }

            _answers[(id, email.Key)] = isTheirs = answer;
        }

        return isTheirs ? order with { Email = email } : order with { IsOfAnotherAddress = true };
    }

    private async Task<bool?> TryAskAsync(LiveOrder order, EmailAddress email, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_filter.IsProven == false || !EmailFilterWitness.IsPlain(email))
        {
            return null;
        }

        await SeekKnownAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IReadOnlyCollection<OrderSummary>? brought =
                await _filter.AskAsync(client, email, _known is [var first, ..] ? first : null, cancellationToken).ConfigureAwait(false);
            return brought is null ? null : await JudgeAsync(order, email, brought, now, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException fault) when (!FaultTable.EndsRun(fault))
        {
            // Somebody has to look at the order, as without a filter.
            return null;
        }
    }

    private async Task<bool?> JudgeAsync(
        LiveOrder order, EmailAddress email, IReadOnlyCollection<OrderSummary> brought, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        long id = order.OrderId!.Value;
        if (brought.Any(one => index.EmailOf(one.Id!.Value) is { } other && !other.Equals(email)))
        {
            _filter.Disbelieve();
            return null;
        }

        if (brought.Any(one => one.Id == id))
        {
            // The filter may know the people who get a copy, too.
            bool mayBeACopy = order.Details?.AdditionalEmails.Any(copy => EmailAddress.AreSame(copy, email.Text)) == true;
            return mayBeACopy ? null : true;
        }

        WireMoment? created = order.Details?.Created ?? index.CreatedAt(id);
        KnownOrder? second = _known is [_, var next, ..] ? next : null;
        return second is not null && index.IsListed(id) && created?.Latest < now - LongestLag
            && await _filter.StillFindsAsync(client, second, cancellationToken).ConfigureAwait(false)
                ? false
                : null;
    }

    /// <summary>Orders that order info has shown with their addresses, or that this journal has placed.</summary>
    private async Task SeekKnownAsync(CancellationToken cancellationToken)
    {
        if (_known.Count >= KnownNeeded || _soughtAfter == index.Readings)
        {
            return;
        }

        _soughtAfter = index.Readings;
        List<KnownOrder> known = [.. index.KnownOrders(KnownNeeded, EmailFilterWitness.CanProve)];
        if (known.Count < KnownNeeded && journal is not null)
        {
            var placed = new JournalFilter { AccountId = accountId, States = [IntentState.Placed] };
            await foreach (OrderIntent intent in journal.ReadAsync(placed, cancellationToken).ConfigureAwait(false))
            {
                var email = EmailAddress.Of(intent.Email);
                if (intent is { BuysAnOrder: true, OrderId: { } id } && index.IsListed(id)
                    && EmailFilterWitness.CanProve(email) && !known.Any(one => one.Email.Equals(email)))
                {
                    known.Add(new KnownOrder(id, email, index.CreatedAt(id)));
                    if (known.Count == KnownNeeded)
                    {
                        break;
                    }
                }
            }
        }

        _known = known;
    }
}

using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// Asks the list filtered by address whether an order that shows no address has a certain person's. When the filter brings the order, the
/// answer is yes. When the filter does not bring it, the answer is no under three conditions only, because a wrong no costs money. The
/// plain list shows the order. The order is older than an index may lag. And at that moment the filter still brings a second known order,
/// whose address is asked for in other letter case: so the filter goes neither by the address of the administrator who ordered nor by
/// letter case. Each question is asked once. Not for many threads.
/// </summary>
internal sealed class AddressQuestions(CertCentralClient client, IOrderJournal? journal, long accountId, LiveOrderIndex index)
{
    /// <summary>The first known order proves the filter, the second one confirms a no.</summary>
    private const int KnownNeeded = 2;

    /// <summary>How long the server's index of addresses may lag behind the list.</summary>
    public static readonly TimeSpan LongestLag = TimeSpan.FromHours(1);

    private readonly EmailFilterWitness _filter = new();
    private readonly Dictionary<(long OrderId, string Email), bool> _answers = [];
    private List<KnownOrder> _known = [];

    // How many readings of the lists there were when this class last looked for known orders in vain.
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
            // Without an answer a human has to look at the order, as in an account whose list has no filter.
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
            // The filter may also go by the addresses of people who get a copy.
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

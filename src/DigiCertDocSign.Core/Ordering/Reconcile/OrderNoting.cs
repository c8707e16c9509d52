using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>Writes orders into the journal that it does not know: as placed, or as closed where they have ended.</summary>
/// <param name="client">Knows the server's clock.</param>
/// <param name="journal">What is filled.</param>
/// <param name="accountId">The account's id in the journal.</param>
/// <param name="time">The clock of this machine.</param>
internal sealed class OrderNoting(CertCentralClient client, IOrderJournal journal, long accountId, TimeProvider time)
{
    /// <summary>A server that fails so often, one order after the other, is out of order itself.</summary>
    public const int MostFailures = 5;

    private const int Attempts = 5;

    // The order that renews another is the younger one, and either of the two may be the one that says so.
    private readonly Dictionary<long, long> _follows = [];

    /// <summary>Reads one order that is to be noted.</summary>
    /// <returns>
    /// Null: CertCentral does not show it to this key, or has answered with another one. Any other answer says nothing of the order: it is
    /// a failure of the call, to be told.
    /// </returns>
    /// <exception cref="CertCentralException">The server could not be asked, or refuses the call itself.</exception>
    public static async Task<SigningOrder?> AskAsync(CertCentralClient client, long orderId, CancellationToken cancellationToken)
    {
        try
        {
            return await LiveOrderLookup.AskAsync(client, orderId, cancellationToken).ConfigureAwait(false);
        }
        catch (PermissionDeniedException)
        {
            return null;
        }
        catch (DocSigningException other) when (other.Kind == FaultKind.OrderOutcomeUnknown)
        {
            return null;
        }
    }

    /// <summary>The address of the person whose order it is; null where nothing tells whose.</summary>
    /// <param name="shown">The order.</param>
    /// <param name="order">The same, as order info shows it.</param>
    /// <param name="listed">The same, as a list shows it.</param>
    public string? OwnerOf(LiveOrder shown, SigningOrder order, ListedOrder listed)
    {
        if (shown.FollowedBy is { } next)
        {
            _follows[next] = listed.OrderId;
        }

        // Two names that are not one person's: one of the two answers is about another order.
        (string givenName, string surname) = NameOf(order, shown);
        return NameKeys.Fits(givenName, surname, listed.Name) == false ? null : shown.Email?.Text;
    }

    /// <summary>The entry that would be written.</summary>
    public async Task<OrderIntent> DescribeAsync(
        LiveOrder shown, SigningOrder order, string email, string runId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = journal.Now;
        (string givenName, string surname) = NameOf(order, shown);
        long? follows = shown.Follows ?? (_follows.TryGetValue(order.OrderId, out long older) ? older : null);
        string status = StatusWords.AsOf(order.Status, order.ValidTill, PresentTime.Of(client, time));
        return new OrderIntent
        {
            Reference = await ReferenceAsync(order, cancellationToken).ConfigureAwait(false),
            Key = IntentKey.Of(accountId, SigningProduct.NameId, email),
            Kind = follows is null ? IntentKind.Order : IntentKind.Renewal,
            TargetOrderId = follows,
            State = StatusWords.IsDead(status) ? IntentState.Closed : IntentState.Placed,
            GivenName = givenName,
            Surname = surname,
            Email = email,
            OrganizationId = order.OrganizationId,
            CsrSha256 = shown.CsrSha256,
            PublicKeySha256 = shown.PublicKeySha256,
            OrderId = order.OrderId,
            RequestId = SigningOrderReader.Status(order, null, now).RequestId,
            OrderStatus = status,
            RunId = runId,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <returns>Null: another process has written the order meanwhile.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to.</exception>
    public async Task<OrderIntent?> TryAddAsync(IJournalRun run, OrderIntent found, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            IReadOnlyList<OrderIntent> standing =
                await journal.FindStandingAsync(found.Key, found.TargetOrderId, cancellationToken).ConfigureAwait(false);
            string[] weighed = [.. standing.Select(intent => intent.Reference)];
            if (await journal.TryClaimAsync(run, found, weighed, cancellationToken).ConfigureAwait(false) is { } added)
            {
                return added;
            }

            if (await journal.FindByOrderIdAsync(accountId, found.OrderId!.Value, cancellationToken).ConfigureAwait(false) is not null)
            {
                return null;
            }

            found = found with { Reference = IntentReference.Create() };
        }

        throw JournalFaults.ChangedTimeAndAgain(found);
    }

    /// <summary>In a name that is shown as one text, nobody knows where the surname begins.</summary>
    private static (string GivenName, string Surname) NameOf(SigningOrder order, LiveOrder shown) =>
        OrderName.Of(order.GivenName, order.Surname) is null
            ? ("", shown.Name ?? "")
            : (PersonText.Clean(order.GivenName ?? ""), PersonText.Clean(order.Surname ?? ""));

    /// <summary>
    /// The reference that the order went out with, where it shows one and the journal has lost it; else a new one.
    /// </summary>
    private async Task<string> ReferenceAsync(SigningOrder order, CancellationToken cancellationToken) =>
        order.OrderComments.Select(IntentReference.FirstIn).FirstOrDefault(reference => reference is not null) is { } sent
            && await journal.FindByReferenceAsync(accountId, sent, cancellationToken).ConfigureAwait(false) is null
                ? sent
                : IntentReference.Create();
}

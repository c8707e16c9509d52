using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Acts;

/// <summary>
/// Cancels an order that is not issued yet, or a reissue that is under way. What became of the call is judged by the order as the server
/// shows it afterwards, so it is never sent again on a guess.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="journal">Notes the end of an order that it knows; null when there is none.</param>
/// <param name="accountId">The account's id in the journal; null where it is not known yet.</param>
/// <remarks>Services API: GET order/certificate/{order_id}, PUT order/certificate/{order_id}/status.</remarks>
public sealed class OrderCancellation(CertCentralClient client, IOrderJournal? journal, long? accountId)
{
    /// <summary>The order as the server showed it last.</summary>
    public SigningOrder? Shown { get; private set; }

    /// <summary>The order, if it can be canceled.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null: it is canceled already.</returns>
    /// <exception cref="DocSigningException">OrderOfAnotherProduct or OrderNotCancelable.</exception>
    /// <exception cref="CertCentralException">The order cannot be read.</exception>
    public async Task<SigningOrder?> FindAsync(long orderId, CancellationToken cancellationToken)
    {
        SigningOrder order = await ReadAsync(orderId, cancellationToken).ConfigureAwait(false);
        if (order.OrderId != orderId || !SigningProduct.Is(order.ProductNameId))
        {
            throw ActFaults.OfAnotherProduct(orderId, order);
        }

        return order.Status switch
        {
            StatusWords.Canceled => null,
            StatusWords.Pending or StatusWords.Approved or StatusWords.NeedsCsr or StatusWords.WaitingPickup
                or StatusWords.ReissuePending => order,
            _ => throw ActFaults.NotCancelable(order),
        };
    }

    /// <summary>What the cancellation does, for the operator who is asked to confirm it.</summary>
    /// <param name="order">As found by <see cref="FindAsync"/>.</param>
    public static string Describe(SigningOrder order)
    {
        string whose = $"order {order.OrderId}{OrderLine.For(order.Person, order.Email)}";
        return IsReissue(order)
            ? $"Cancel the REISSUE of {whose}; the person's present certificate stays, and no new one is issued"
            : $"Cancel {whose} ({order.Status}); the order ends without a certificate";
    }

    /// <summary>Cancels it, and looks whether it is canceled: any proxy can answer with 200.</summary>
    /// <param name="order">As found by <see cref="FindAsync"/>.</param>
    /// <param name="note">Why.</param>
    /// <param name="cancellationToken">Stops the calls. Nobody knows then whether the order is canceled.</param>
    /// <returns>What could not be noted, for a warning: the order is canceled all the same. Null when all is well.</returns>
    /// <exception cref="DocSigningException">CancellationNotSeen: the order does not show that it is canceled.</exception>
    /// <exception cref="CertCentralException">The server refuses it.</exception>
    public async Task<string?> CancelAsync(SigningOrder order, string note, CancellationToken cancellationToken)
    {
        CertCentralException? failure = null;
        try
        {
            await client.Orders.CancelAsync(order.OrderId, note, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException notConfirmed) when (notConfirmed is not ApiKeyRefusedException && notConfirmed.Executed != false)
        {
            failure = notConfirmed;
        }

        if (!await IsDoneAsync(order, cancellationToken).ConfigureAwait(false))
        {
            if (failure is { Executed: true })
            {
                throw failure;
            }

            throw ActFaults.CancellationNotSeen(order, failure);
        }

        return IsReissue(order) ? null : await NoteAsync(order.OrderId).ConfigureAwait(false);
    }

    /// <summary>Notes in the journal that an order has ended by a cancellation.</summary>
    /// <returns>What could not be noted, for a warning; null when all is well.</returns>
    [NotCancellable("The order has ended, so it is noted also when the command is being stopped.")]
    public async Task<string?> NoteAsync(long orderId)
    {
        try
        {
            OrderIntent? intent = journal is null
                ? null
                : await journal.FindByOrderIdAsync(accountId, orderId, CancellationToken.None).ConfigureAwait(false);
            if (intent is { State: IntentState.Placed })
            {
                // Another process that changes the entry meanwhile has asked the server as well.
                OrderIntent closed = intent with { State = IntentState.Closed, OrderStatus = StatusWords.Canceled };
                await journal!.TryChangeAsync(null, intent, closed, CancellationToken.None).ConfigureAwait(false);
            }

            return null;
        }
        catch (DocSigningException problem)
        {
            string whose = Shown is { } order ? OrderLine.Whose(order) : $"{orderId}";
            return $"Order {whose} is canceled, and the journal could not note it. {problem.Message}";
        }
    }

    private static bool IsReissue(SigningOrder order) => order.Status == StatusWords.ReissuePending;

    private async Task<bool> IsDoneAsync(SigningOrder order, CancellationToken cancellationToken)
    {
        try
        {
            SigningOrder now = await ReadAsync(order.OrderId, cancellationToken).ConfigureAwait(false);
            return now.OrderId == order.OrderId && now.Status == (IsReissue(order) ? StatusWords.Issued : StatusWords.Canceled)
                && (!IsReissue(order) || (now.CertificateId is not null && now.CertificateId == order.CertificateId));
        }
        catch (CertCentralException)
        {
            // What cannot be read shows nothing, and the first failure says more.
            return false;
        }
    }

    private async Task<SigningOrder> ReadAsync(long orderId, CancellationToken cancellationToken) =>
        Shown = SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
}

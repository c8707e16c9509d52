using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// A listed order whose address is known. It tests whether a filter of the list, or a column of the report, goes by the address.
/// </summary>
/// <param name="OrderId">The order.</param>
/// <param name="Email">As order info has shown it, or as it was sent.</param>
/// <param name="Created">When the order was made.</param>
internal sealed record KnownOrder(long OrderId, EmailAddress Email, WireMoment? Created);

/// <summary>
/// The order list, filtered by an e-mail address. Whether an account honours this filter is not documented, so it is a witness only when it
/// has shown once that it works. It works when a made-up address and a part of a known one bring nothing, and the known address brings its
/// order.
/// Not for many threads.
/// </summary>
/// <remarks>Services API: GET order/certificate.</remarks>
internal sealed class EmailFilterWitness
{
    /// <summary>A filter that brings more orders than this does not work: nobody has so many.</summary>
    private const int MostOfOneAddress = 100;

    /// <summary>Nobody has an address that begins like this, at any domain.</summary>
    public const string MadeUpName = "nobody.digicertdocsign.0b9f6c1e";

    private bool? _isProven;

    /// <summary>Null: nothing has been asked yet. False: it has failed, and is not asked again.</summary>
    public bool? IsProven => _isProven;

    /// <summary>The filter has given an answer that cannot be true: from now on it is no witness.</summary>
    public void Disbelieve() => _isProven = false;

    /// <summary>Whether an address can be asked for: a filter may read some characters as more than themselves.</summary>
    public static bool IsPlain(EmailAddress email)
    {
        string text = email.Text;
        return text.All(character => character is > ' ' and <= '~' and not ('%' or '*' or '+' or ',' or '"' or '\\'))
            && text.IndexOf("xn--", StringComparison.OrdinalIgnoreCase) < 0;
    }

    /// <summary>The orders of our product that the filter brings for an address.</summary>
    /// <param name="client">The account.</param>
    /// <param name="email">The address.</param>
    /// <param name="known">A listed order by which the filter has to prove itself; null when there is none.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Null: the filter is no witness. It never means that there is no order.</returns>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    /// <exception cref="CertCentralException">The filter has proven itself before and could not be read now.</exception>
    public async Task<IReadOnlyCollection<OrderSummary>?> AskAsync(
        CertCentralClient client, EmailAddress email, KnownOrder? known, CancellationToken cancellationToken)
    {
        if (!IsPlain(email) || !await IsProvenAsync(client, known, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        IReadOnlyCollection<OrderSummary>? orders = await ReadAsync(client, email.Text, cancellationToken).ConfigureAwait(false);
        if (orders is null || (known is not null && !known.Email.Equals(email) && orders.Any(order => order.Id == known.OrderId)))
        {
            Disbelieve();
            return null;
        }

        return orders;
    }

    /// <summary>
    /// Whether the filter brings, at this moment, the order of a known address that is asked for in other letter case. Only then it means
    /// something that the filter does not bring another order.
    /// </summary>
    /// <exception cref="CertCentralException">The filter could not be read.</exception>
    public async Task<bool> StillFindsAsync(CertCentralClient client, KnownOrder known, CancellationToken cancellationToken) =>
        await ReadAsync(client, OtherCase(known.Email.Text), cancellationToken).ConfigureAwait(false) is { } orders
        && orders.Any(order => order.Id == known.OrderId);

    /// <summary>Whether an address of an order can prove the filter.</summary>
    public static bool CanProve(EmailAddress email) =>
        IsPlain(email) && email.Text.IndexOf('@') > 1 && OtherCase(email.Text) != email.Text;

    private static string OtherCase(string text) => string.Concat(
        text.Select(character => char.IsLower(character) ? char.ToUpperInvariant(character) : char.ToLowerInvariant(character)));

    private async Task<bool> IsProvenAsync(CertCentralClient client, KnownOrder? known, CancellationToken cancellationToken)
    {
        if (_isProven is { } isProven)
        {
            return isProven;
        }

        if (known is null)
        {
            return false;
        }

        try
        {
            string address = known.Email.Text;
            string madeUp = MadeUpName + address.Substring(address.LastIndexOf('@'));
            bool isAtWork = await ReadAsync(client, madeUp, cancellationToken).ConfigureAwait(false) is { Count: 0 }
                && Has(await ReadAsync(client, address, cancellationToken).ConfigureAwait(false), known) == true
                && Has(await ReadAsync(client, address.Substring(1), cancellationToken).ConfigureAwait(false), known) == false;
            _isProven = isAtWork;
            return isAtWork;
        }
        catch (CertCentralException fault) when (!FaultTable.EndsRun(fault))
        {
            // A filter that did not answer has proven nothing. If the filter itself makes the server fail, each further question would
            // fail, too.
            _isProven = false;
            return false;
        }
    }

    private static bool? Has(IReadOnlyCollection<OrderSummary>? orders, KnownOrder known) =>
        orders?.Any(order => order.Id == known.OrderId);

    /// <returns>Null: the server refuses the filter, or brings more orders than one address can have.</returns>
    private async Task<IReadOnlyCollection<OrderSummary>?> ReadAsync(
        CertCentralClient client, string address, CancellationToken cancellationToken)
    {
        var query = new OrderQuery { ProductNameId = SigningProduct.NameId, Email = address, Sort = OrderQuery.NewestFirst };
        var orders = new List<OrderSummary>();
        try
        {
            await foreach (OrderSummary order in client.Orders.ListAsync(query, cancellationToken).ConfigureAwait(false))
            {
                if (orders.Count == MostOfOneAddress)
                {
                    return null;
                }

                if (order.Id is not null && SigningProduct.MayBe(order.Product?.NameId ?? order.ProductNameId))
                {
                    orders.Add(order);
                }
            }
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            Disbelieve();
            return null;
        }

        return orders;
    }
}

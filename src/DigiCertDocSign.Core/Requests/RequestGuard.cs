using System.Globalization;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Requests;

/// <summary>
/// Keeps an administrator of document signing away from the other requests of the account: those of other products, and those that would
/// take a certificate away where a new one was meant.
/// </summary>
public sealed class RequestGuard(CertCentralClient client)
{
    private const string NewRequest = "NewRequest";

    /// <summary>All that is known of a request: what it shows, and what its order shows where that is too little to judge by.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="CertCentralException">The request cannot be read.</exception>
    public async Task<SigningRequest> ReadAsync(long requestId, CancellationToken cancellationToken)
    {
        var request = SigningRequest.From(await client.Requests.GetAsync(requestId, cancellationToken).ConfigureAwait(false));
        bool isPlain = request.Product is not null && request.CommonName is not null && request.Type == NewRequest;
        return isPlain ? request : await WithOrderAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The request with its product, which is asked of the order where the list does not show it.</summary>
    /// <param name="request">Of a list.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="CertCentralException">The order cannot be read, for another reason than that it is hidden.</exception>
    public async Task<SigningRequest> WithProductAsync(SigningRequest request, CancellationToken cancellationToken) =>
        request.Product is not null ? request : await WithOrderAsync(request, cancellationToken).ConfigureAwait(false);

    /// <summary>Whether a request is certainly of another product, so that a list leaves it out without a word.</summary>
    /// <param name="request">With its product, where that is shown at all.</param>
    public static bool IsOfAnotherProduct(SigningRequest request) => request.Product is not null && !IsOurs(request);

    /// <exception cref="DocSigningException">RequestOfAnotherProduct: it is, or nothing shows which product it is of.</exception>
    /// <param name="request">With its product, where that is shown at all.</param>
    public static void RequireOurProduct(SigningRequest request)
    {
        if (!IsOurs(request))
        {
            string what = request.Product is null
                ? $"neither the request nor its order shows which product it is for, so it is not taken for one of {SigningProduct.NameId}"
                : $"it is for the product {request.Product}, not {SigningProduct.NameId}";
            throw RequestFaults.OfAnotherProduct($"Request {request.Whose}", what);
        }
    }

    /// <exception cref="DocSigningException">RequestTypeNotNamed: it asks for something else than what was named.</exception>
    /// <param name="request">The request.</param>
    /// <param name="types">Those that were named; none means requests for new certificates.</param>
    /// <param name="isNamedItself">Whether the request itself was named by its id, and not piped or listed.</param>
    /// <param name="cmdlet">That decides, for the advice.</param>
    public static void RequireNamedType(
        SigningRequest request, IReadOnlyCollection<string> types, bool isNamedItself, string cmdlet)
    {
        bool isNamed = types.Count > 0
            ? request.Type is { } type && types.Contains(type, StringComparer.OrdinalIgnoreCase)
            : isNamedItself || request.Type == NewRequest;
        if (!isNamed)
        {
            string asked = types.Count > 0 ? string.Join(", ", types) : NewRequest;
            throw RequestFaults.TypeNotNamed($"Request {request.Whose}", request.RequestId, request.Type, asked, cmdlet);
        }
    }

    /// <summary>What the decision does, for the administrator who is asked to confirm it.</summary>
    /// <param name="request">As read by <see cref="ReadAsync"/>.</param>
    /// <param name="verdict">The decision.</param>
    public static string Describe(SigningRequest request, RequestVerdict verdict) =>
        verdict == RequestVerdict.Approve ? DescribeApproval(request) : DescribeRejection(request);

    private static string DescribeApproval(SigningRequest request) => request.Type switch
    {
        NewRequest => $"Approve the new certificate of {Whose(request)}",
        "Revoke" => $"Approve the REVOCATION of {Whose(request)}; the person's certificate becomes invalid",
        "Reissue" => $"Approve the REISSUE of {Whose(request)}; the person's present certificate is revoked once the new one is issued",
        "Duplicate" => $"Approve a DUPLICATE of the certificate of {Whose(request)}",
        _ => $"Approve a request of an UNKNOWN TYPE ({request.Type ?? "none shown"}) of {Whose(request)}",
    };

    private static string DescribeRejection(SigningRequest request) => request.Type switch
    {
        NewRequest => $"Reject the new certificate of {Whose(request)}; the order ends",
        "Revoke" => $"Reject the REVOCATION of {Whose(request)}; the person's certificate stays valid",
        "Reissue" => $"Reject the REISSUE of {Whose(request)}; the person's present certificate stays, and no new one is issued",
        "Duplicate" => $"Reject a DUPLICATE of the certificate of {Whose(request)}",
        _ => $"Reject a request of an UNKNOWN TYPE ({request.Type ?? "none shown"}) of {Whose(request)}",
    };

    private static bool IsOurs(SigningRequest request) => SigningProduct.Is(request.Product);

    private static string Whose(SigningRequest request)
    {
        string order = request.OrderId is { } id ? $"order {id.ToString(CultureInfo.InvariantCulture)}" : "an order that is not shown";
        string product = IsOurs(request) ? "" : $", product {request.Product ?? "not shown"}";
        return $"{order}{OrderLine.For(request.CommonName, request.Email)}{product} (request "
            + $"{request.RequestId.ToString(CultureInfo.InvariantCulture)})";
    }

    private async Task<SigningRequest> WithOrderAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        if (request.OrderId is not { } orderId)
        {
            return request;
        }

        try
        {
            SigningOrder order =
                SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
            return order.OrderId == orderId ? request.With(order) : request;
        }
        catch (CertCentralException exception) when (exception is NotFoundException or PermissionDeniedException)
        {
            return request;
        }
    }
}

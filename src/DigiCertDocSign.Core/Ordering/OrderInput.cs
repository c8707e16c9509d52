using System.Globalization;
using CertCentral.Orders;
using DigiCertDocSign.Csr;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering;

/// <summary>One input of a run: a person's order, checked and ready to be sent.</summary>
public sealed class OrderInput
{
    private WantedOrder? _wanted;

    public required Person Person { get; init; }

    /// <summary>The body of the call. A run sends a copy of it with the intent's reference in its comments.</summary>
    public required OrderRequest Body { get; init; }

    /// <summary>The operator's own comment, which is sent behind the intent's reference.</summary>
    public string? Comment { get; init; }

    /// <summary>Where the private key lives.</summary>
    public string? KeyReference { get; init; }

    /// <summary>The directory's own id of the person (such as ObjectGUID); kept in the journal and never sent.</summary>
    public string? DirectoryId { get; init; }

    /// <summary>Anything by which the caller knows the input; given back with its outcome.</summary>
    public object? Tag { get; init; }

    /// <summary>What the decision about it hangs on.</summary>
    internal WantedOrder Wanted => _wanted ??= new WantedOrder(
        Person,
        CsrDigest.Of(Body.Certificate?.Csr),
        CsrDigest.OfPublicKey(Body.Certificate?.Csr),
        Body.RenewalOfOrderId,
        DirectoryId);
}

/// <summary>What somebody wants to order, as far as it bears on the decision.</summary>
/// <param name="Person">Who it is for.</param>
/// <param name="CsrSha256">Null for an order without a CSR.</param>
/// <param name="PublicKeySha256">Of that CSR.</param>
/// <param name="Renews">The order to be renewed.</param>
/// <param name="DirectoryId">The directory's own id of the person.</param>
internal sealed record WantedOrder(Person Person, string? CsrSha256, string? PublicKeySha256, long? Renews, string? DirectoryId)
{
    /// <summary>
    /// What two orders of one list can have in common, so that one decides about the other: the address, the key, the person in the
    /// directory, the order to be renewed.
    /// </summary>
    public IEnumerable<string> Marks()
    {
        yield return "address " + EmailAddress.Of(Person.Email).Key;
        if (PublicKeySha256 is { } key)
        {
            yield return "key " + key;
        }

        if (DirectoryId is { } id)
        {
            yield return "directory " + id;
        }

        if (Renews is { } renewed)
        {
            yield return "renews " + renewed.ToString(CultureInfo.InvariantCulture);
        }
    }
}

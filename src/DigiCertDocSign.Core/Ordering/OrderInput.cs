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

    /// <summary>
    /// The order in whose place this one comes, for a changed name, address or organization; it is to be revoked when this one is issued.
    /// The journal keeps it. The call says nothing of it: to the server this is an order like any other.
    /// </summary>
    public long? Replaces { get; init; }

    /// <summary>Anything by which the caller knows the input; given back with its outcome.</summary>
    public object? Tag { get; set; }

    /// <summary>What the decision about it hangs on.</summary>
    internal WantedOrder Wanted => _wanted ??= new WantedOrder(
        Person,
        CsrDigest.Of(Body.Certificate?.Csr),
        CsrDigest.OfPublicKey(Body.Certificate?.Csr),
        Body.RenewalOfOrderId ?? Replaces,
        DirectoryId)
    {
        Replaces = Body.RenewalOfOrderId is null && Replaces is not null,
    };
}

/// <summary>What somebody wants to order, as far as it bears on the decision.</summary>
/// <param name="Person">Who it is for.</param>
/// <param name="CsrSha256">Null for an order without a CSR.</param>
/// <param name="PublicKeySha256">Of that CSR.</param>
/// <param name="Follows">The order to be renewed or replaced.</param>
/// <param name="DirectoryId">The directory's own id of the person.</param>
internal sealed record WantedOrder(Person Person, string? CsrSha256, string? PublicKeySha256, long? Follows, string? DirectoryId)
{
    /// <summary>The order that this one follows is replaced, and not renewed.</summary>
    public bool Replaces { get; init; }

    /// <summary>What the journal calls it.</summary>
    public IntentKind Kind => Follows is null ? IntentKind.Order : Replaces ? IntentKind.Replacement : IntentKind.Renewal;

    /// <summary>
    /// What two orders of one list can have in common, so that one decides about the other: the address, the key, the person in the
    /// directory, the order to be renewed or replaced.
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

        if (Follows is { } followed)
        {
            yield return "follows " + followed.ToString(CultureInfo.InvariantCulture);
        }
    }
}

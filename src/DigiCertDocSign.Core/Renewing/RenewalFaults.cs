using CertCentral.Organizations;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Renewing;

/// <summary>Why an order is not renewed or replaced, before anybody is asked, in words.</summary>
public static class RenewalFaults
{
    private const string Reissue = "Where the token is lost or its password forgotten, a reissue costs nothing: Request-DocSigningReissue";

    /// <summary>The server was asked for one order and answered with another, or with one of another product.</summary>
    /// <param name="orderId">That was asked for.</param>
    /// <param name="order">What came.</param>
    /// <param name="replaces">It was to be replaced, and not renewed.</param>
    internal static DocSigningException OfAnotherProduct(long orderId, SigningOrder order, bool replaces) =>
        OrderFaults.RenewalNotPossible(orderId, replaces, order.OrderId != orderId
            ? $"CertCentral was asked for it and showed order {order.OrderId}. Run the command again; when it stays so, look what stands "
                + "between here and CertCentral"
            : $"it is an order of {(order.ProductNameId is { } product ? $"the product {product}" : "a product that is not shown")}. "
                + "Check the id");

    /// <summary>There is nothing to renew yet.</summary>
    /// <param name="order">The order.</param>
    /// <param name="end">Its last day.</param>
    /// <param name="within">How many days before its end it may be renewed.</param>
    internal static DocSigningException TooEarly(SigningOrder order, DateTime end, int within) => new(
        FaultKind.RenewalTooEarly,
        "RenewWithin",
        $"{Named(order)} is not due. It is valid until {Moments.Day(end)}, and is renewed from {Moments.Day(end.AddDays(-within))} on. "
        + $"Renewed now, the rest of it would be lost. Nothing was ordered. {Reissue}. For a changed name, address or organization use "
        + "-Replaces; to renew all the same, say so with a larger -RenewWithin.");

    /// <summary>Whether there is something to renew, nobody can tell.</summary>
    internal static DocSigningException EndNotShown(SigningOrder order) => OrderFaults.RenewalNotPossible(
        order.OrderId,
        replaces: false,
        $"CertCentral does not show until when it is valid{OrderLine.For(order.Person, order.Email)}, so that nobody can tell whether "
        + $"it is due. Look there; when it is, order with New-DocSigningOrder -RenewalOfOrderId {order.OrderId}");

    /// <summary>How the certificate gets its key is not shown, or not in a word that is known.</summary>
    internal static DocSigningException ProvisioningNotShown(SigningOrder order) => new(
        FaultKind.RenewalNotPossible,
        "ProvisioningMethod",
        $"ProvisioningMethod: {Lower(Named(order))} does not show how its certificate got to its person"
        + (order.ProvisioningMethod is { } word ? $", or by a word that is not known ({word})" : "")
        + ". Nothing was ordered. Say it with -ProvisioningMethod: Email, ShipToken or ClientApp.");

    /// <summary>An order was to be replaced though nothing that its certificate shows has changed.</summary>
    internal static DocSigningException NothingChanged(SigningOrder order) => OrderFaults.RenewalNotPossible(
        order.OrderId,
        replaces: true,
        $"name, address and organization are those of the order. {Reissue}; when it runs out, renew it without -Replaces");

    /// <summary>A renewal is for the organization of its order.</summary>
    internal static DocSigningException OtherOrganization(SigningOrder order) => OrderFaults.RenewalNotPossible(
        order.OrderId,
        replaces: false,
        order.OrganizationId is { } id
            ? $"it is for organization {id}. When the person belongs to another one now, order with -Replaces"
            : "CertCentral does not show which organization it is for. Look there; order for that one with "
                + $"New-DocSigningOrder -RenewalOfOrderId {order.OrderId}");

    /// <summary>The organization of this order is not validated. The next one may be for another: it ends no command.</summary>
    internal static DocSigningException NotValidated(DocSigningException lapsed) =>
        new(
            FaultKind.RenewalNotPossible,
            "OrganizationId",
            $"{lapsed.Message} Have it validated with Submit-DocSigningOrganizationValidation, or order all the same with -Force.",
            lapsed);

    /// <summary>Two orders are named for one input.</summary>
    /// <param name="asked">By -OrderId.</param>
    /// <param name="piped">What the piped object says.</param>
    public static DocSigningException TwoOrders(long asked, long piped) => new(
        FaultKind.OrderToRenewUnclear,
        "OrderId",
        $"OrderId: {asked} is given, and the piped object is about order {piped}. Nothing was ordered. Leave one of the two out.");

    /// <summary>Nothing says which order is meant.</summary>
    public static DocSigningException NoOrder() => new(
        FaultKind.OrderToRenewUnclear,
        "OrderId",
        "OrderId: no order is named. Pipe an order of Get-DocSigningOrder, or give -OrderId beside the person. Nothing was ordered.");

    /// <summary>A piped row names the order by its OrderId, and says something else of the person than the order does.</summary>
    /// <param name="order">The order.</param>
    /// <param name="fields">Of the person, that differ.</param>
    public static DocSigningException RowDiffers(SigningOrder order, IReadOnlyList<string> fields) => new(
        FaultKind.OrderToRenewUnclear,
        "OrderId",
        $"{Named(order)} {Shows(order, fields)}. Such a row says which order is meant, not whom for. Nothing was ordered. When the row is "
        + "right, pipe it beside -OrderId, or with a property Renews in place of OrderId.");

    /// <summary>The CSR for the new certificate has the key of the old one, and nobody has said that it shall.</summary>
    internal static DocSigningException KeyReused(SigningOrder order) => new(
        FaultKind.RenewalKeyReused,
        "Csr",
        $"Csr: it carries the key of {Lower(Named(order))}. A new certificate gets a new key; nothing was ordered. Make one with "
        + "New-DocSigningCsr, or say with -ReuseKey that the old key is meant.");

    /// <summary>The old key was asked for, and the order shows none.</summary>
    internal static DocSigningException KeyNotShown(SigningOrder order) => new(
        FaultKind.CsrMissing,
        "ReuseKey",
        $"ReuseKey: {Lower(Named(order))} shows no CSR, so its key cannot be ordered again. Nothing was ordered. Where its CSR is kept, "
        + "-Csr beside -ReuseKey gives it.");

    /// <summary>Somebody has to say whose key the new certificate is for.</summary>
    internal static DocSigningException KeyMissing(SigningOrder order) => new(
        FaultKind.CsrMissing,
        "Csr",
        $"Csr: the certificate that follows {Lower(Named(order))} needs a new key. Nothing was ordered. -ReuseKey orders for the old one.");

    /// <summary>A contact of the order is one of the organization no longer.</summary>
    /// <param name="order">The order.</param>
    /// <param name="type">What kind of contact.</param>
    /// <param name="contact">As the order shows it.</param>
    internal static DocSigningException ContactGone(SigningOrder order, string type, Contact contact) => new(
        FaultKind.ContactMissing,
        "Contact",
        $"Contact: {FullName.WithEmail(contact.FirstName, contact.LastName, contact.Email)}, the {type} of {Lower(Named(order))}, is "
        + $"neither among the contacts of organization {order.OrganizationId} nor an active user of the account. Name another with "
        + $"-Contact: Get-DocSigningOrganization {order.OrganizationId} shows whom it has.");

    private static string Named(SigningOrder order) => $"Order {OrderLine.Whose(order)}";

    /// <summary>A field that the order does not show is no other one.</summary>
    private static string Shows(SigningOrder order, IReadOnlyList<string> fields)
    {
        const string Row = "the piped row with its OrderId";
        string other = string.Join(", ", fields.Where(IsShown));
        string missing = string.Join(", ", fields.Where(field => !IsShown(field)));
        return missing.Length == 0 ? $"shows another {other} than {Row}"
            : other.Length == 0 ? $"shows no {missing}, and {Row} does"
            : $"shows another {other} than {Row}, and no {missing}, which the row shows";

        bool IsShown(string field) => !string.IsNullOrWhiteSpace(field switch
        {
            nameof(order.GivenName) => order.GivenName,
            nameof(order.Surname) => order.Surname,
            nameof(order.JobTitle) => order.JobTitle,
            nameof(order.Phone) => order.Phone,
            _ => order.Email,
        });
    }

    private static string Lower(string named) => "o" + named.Substring(1);
}

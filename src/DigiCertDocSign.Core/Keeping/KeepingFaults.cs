using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Keeping;

/// <summary>What can go wrong when the journal is filled or cleared, in words.</summary>
internal static class KeepingFaults
{
    private const string Order = "OrderId";
    private const string Address = "Email";

    /// <param name="email">As it was given.</param>
    /// <param name="problem">What is wrong, after "it".</param>
    public static DocSigningException NoAddress(string email, string problem) => new(
        FaultKind.EmailInvalid, Address, $"{Address}: '{email}' is no e-mail address: it {problem}. Nothing was noted.");

    /// <param name="orderId">That was asked for.</param>
    /// <param name="order">What came.</param>
    public static DocSigningException OfAnotherProduct(long orderId, SigningOrder order) => new(
        FaultKind.OrderOfAnotherProduct,
        Order,
        order.OrderId != orderId
            ? $"CertCentral was asked for order {orderId} and showed order {order.OrderId}. Nothing was noted."
            : order.ProductNameId is null
                ? $"{Name(order)}: it shows no product, so it is not taken for one of {SigningProduct.NameId}. Nothing was noted."
                : $"{Name(order)}: it is for the product {order.ProductNameId}, not {SigningProduct.NameId}. Nothing was noted.");

    /// <param name="order">With an address of its own.</param>
    /// <param name="email">The address that was given by hand.</param>
    public static DocSigningException OwnerShown(SigningOrder order, string email) => new(
        FaultKind.OrderOwnerShown, Address, $"{Name(order)}: CertCentral shows whose it is, so it is not noted for {email}.");

    /// <param name="known">The journal's entry.</param>
    /// <param name="email">The address that was given by hand.</param>
    public static DocSigningException OwnerNoted(OrderIntent known, string email) => new(
        FaultKind.OrderOwnerShown,
        Address,
        $"Order {known.OrderId}{OrderLine.For(known.Person, known.Email)}: the journal has it under {known.Reference}, so it is not noted "
        + $"for {email}.");

    /// <param name="order">The order.</param>
    /// <param name="doubt">The entry whose order it may be.</param>
    public static DocSigningException MayBeInDoubt(SigningOrder order, OrderIntent doubt) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"{Name(order)} may be that of {doubt.Reference}{OrderLine.For(doubt.Person, doubt.Email)}, which is in doubt. Nothing was noted. "
        + $"Run Resume-DocSigningOrder -Reference {doubt.Reference}; with -OrderId {order.OrderId} it says that it is.");

    /// <param name="intent">That was to go.</param>
    /// <param name="doubt">The reference of what is in doubt: its own, or of what was done to its order; null for none.</param>
    public static DocSigningException Stands(OrderIntent intent, string? doubt) => new(
        FaultKind.JournalEntryStands,
        "Reference",
        $"{intent.Reference}{OrderLine.For(intent.Person, intent.Email)} is {intent.State} and stays in the journal."
        + (intent.IsOpen || intent.State == IntentState.Placed ? "" : $" What was done to order {intent.OrderId} is in doubt still.")
        + (doubt is null
            ? " Sync-DocSigningJournal notes which orders have ended."
            : $" Resume-DocSigningOrder -Reference {doubt} asks CertCentral for it. Where CertCentral will never show the order again and "
                + $"you know that nothing came of it, Resume-DocSigningOrder -Reference {doubt} -NotPlaced ends it."));

    private static string Name(SigningOrder order) => $"Order {OrderLine.Whose(order)}";
}

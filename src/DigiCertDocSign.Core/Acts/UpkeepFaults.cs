using CertCentral.Errors;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Acts;

/// <summary>What can go wrong when what belongs to an order is changed, in words.</summary>
internal static class UpkeepFaults
{
    private const string Field = "OrderId";

    public static DocSigningException NothingToSet() => new(
        FaultKind.NothingToSet,
        "AdditionalEmail",
        "Nothing was named to set: give -AdditionalEmail, -UserId, -RenewalMail or -RenewalMessage.");

    public static DocSigningException NoteBlank() => new(
        FaultKind.OrderFieldInvalid, "Text", "Text: the note is blank. Give it a text.");

    /// <param name="order">As it was before.</param>
    /// <param name="what">That was sent, as in "the note".</param>
    /// <param name="failure">Null: the server has answered that all is well.</param>
    public static DocSigningException ChangeNotSeen(SigningOrder order, string what, CertCentralException? failure) => new(
        FaultKind.OrderChangeNotSeen,
        Field,
        $"{Name(order)}: whether CertCentral has taken {what} is not known: it {(failure is null ? "says so" : "has not confirmed it")}, "
        + $"and does not show it. {failure?.Message}".TrimEnd(),
        failure);

    /// <summary>One of several that the server has answered with an error.</summary>
    public static DocSigningException NotTaken(SigningOrder order, string what, CertCentralException failure) => new(
        FaultKind.OrderChangeNotTaken,
        Field,
        $"{Name(order)}: CertCentral has not taken {what}. {failure.Message} Where it is mended, run the command again.",
        failure);

    /// <summary>It came after a call that failed in such a way that this one would have, too.</summary>
    public static DocSigningException NotSent(SigningOrder order, string what) => new(
        FaultKind.OrderChangeNotTaken, Field, $"{Name(order)}: {what} was not sent any more. Run the command again for it.");

    public static DocSigningException NotOffered(SigningOrder order, string what, CertCentralException failure) => new(
        FaultKind.CallNotOffered,
        Field,
        $"{Name(order)}: CertCentral does not know the call for {what}, so it is not offered for this order or this account.",
        failure);

    private static string Name(SigningOrder order) =>
        $"Order {OrderLine.Whose(order)}";
}

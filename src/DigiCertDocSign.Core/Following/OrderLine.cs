using System.Globalization;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Following;

/// <summary>An order in one line for people: in a text, a log, a list.</summary>
public static class OrderLine
{
    internal static string Of(long orderId, string? name, string? email, string status) => $"Order {Whose(orderId, name, email)}: {status}";

    /// <summary>"5 for Mira Solberg &lt;mira@...&gt;", to follow the word "order", with what the order shows of its person.</summary>
    /// <param name="order">As the server tells it.</param>
    public static string Whose(SigningOrder order) => Whose(order.OrderId, order.Person, order.Email);

    /// <inheritdoc cref="Whose(SigningOrder)"/>
    /// <param name="orderId">Its id.</param>
    /// <param name="name">Of its person; null or blank when it is not known.</param>
    /// <param name="email">Of its person; null or blank when it is not known.</param>
    public static string Whose(long orderId, string? name, string? email) =>
        orderId.ToString(CultureInfo.InvariantCulture) + For(name, email);

    /// <summary>" for Mira Solberg &lt;mira@...&gt;" with what is known; empty when nothing is.</summary>
    public static string For(string? name, string? email) => (Known(name), Known(email)) switch
    {
        (null, null) => "",
        (null, { } address) => $" for {address}",
        ({ } person, null) => $" for {person}",
        ({ } person, { } address) => $" for {person} <{address}>",
    };

    /// <summary>Given name and surname, else the other name; null when there is none.</summary>
    internal static string? NameOf(string? givenName, string? surname, string? otherName = null) =>
        Known(FullName.Of(givenName, surname)) ?? Known(otherName);

    private static string? Known(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

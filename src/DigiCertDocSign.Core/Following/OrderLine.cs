using System.Globalization;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Following;

/// <summary>An order in one line for people: in a text, a log, a list.</summary>
internal static class OrderLine
{
    public static string Of(long orderId, string? name, string? email, string status) =>
        $"Order {orderId.ToString(CultureInfo.InvariantCulture)}{For(name, email)}: {status}";

    /// <summary>" for Mira Solberg &lt;mira@...&gt;" with what is known; empty when nothing is.</summary>
    public static string For(string? name, string? email) => (Known(name), Known(email)) switch
    {
        (null, null) => "",
        (null, { } address) => $" for {address}",
        ({ } person, null) => $" for {person}",
        ({ } person, { } address) => $" for {person} <{address}>",
    };

    /// <summary>Given name and surname, else the other name; null when there is none.</summary>
    public static string? NameOf(string? givenName, string? surname, string? otherName = null) =>
        Known(FullName.Of(givenName, surname)) ?? Known(otherName);

    private static string? Known(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

using DigiCertDocSign.People;

namespace DigiCertDocSign.Errors;

/// <summary>Who an input is for, as far as it could be read. It goes before the message of an error that does not say so itself.</summary>
internal sealed record InputName(string? GivenName, string? Surname, string? Email)
{
    public static InputName Of(Person person) => new(person.GivenName, person.Surname, person.Email);

    public static InputName Of(PersonValues read) => new(read.GivenName, read.Surname, read.Email);

    public string Before(string message)
    {
        // An address alone says whose a message is, unless it is the address that is wrong; so does a name where no address is known.
        string name = FullName.Of(GivenName, Surname);
        bool isAddressKnown = !string.IsNullOrWhiteSpace(Email);
        bool hasAddress = isAddressKnown && message.IndexOf(Email!, StringComparison.Ordinal) >= 0;
        bool isAboutAddress = hasAddress && message.StartsWith(nameof(Email) + ":", StringComparison.Ordinal);
        string who = isAboutAddress ? name : ToString();
        bool says = isAboutAddress || !isAddressKnown
            ? name.Length == 0 || message.IndexOf(name, StringComparison.Ordinal) >= 0
            : hasAddress;
        return says || who.Length == 0 ? message : $"{who}: {message}";
    }

    /// <inheritdoc/>
    public override string ToString() => FullName.WithEmail(GivenName, Surname, Email);
}

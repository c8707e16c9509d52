using DigiCertDocSign.People;

namespace DigiCertDocSign.Errors;

/// <summary>Who an input is for, as far as it could be read. It goes before the message of an error that does not say so itself.</summary>
internal sealed record InputName(string? GivenName, string? Surname, string? Email)
{
    public static InputName Of(Person person) => new(person.GivenName, person.Surname, person.Email);

    public static InputName Of(PersonValues read) => new(read.GivenName, read.Surname, read.Email);

    public string Before(string message)
    {
        bool says = !string.IsNullOrWhiteSpace(Email) && message.IndexOf(Email, StringComparison.Ordinal) >= 0;
        return says || ToString() is not { Length: > 0 } who ? message : $"{who}: {message}";
    }

    /// <inheritdoc/>
    public override string ToString() => FullName.WithEmail(GivenName, Surname, Email);
}

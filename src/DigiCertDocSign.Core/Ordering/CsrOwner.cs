using DigiCertDocSign.Csr;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering;

/// <summary>Whom a CSR was made for, as the object tells that brought it, its own subject, or the journal.</summary>
/// <param name="Name">As it is shown; null when it is not known.</param>
/// <param name="Email">Null when it is not known.</param>
public sealed record CsrOwner(string? Name, string? Email)
{
    /// <summary>The fault of a CSR that is given for somebody else; null when it may be this person's.</summary>
    public DocSigningException? RefusalFor(Person person) =>
        IsOtherThan(person.Email, [OrderName.Of(person.GivenName, person.Surname)])
            ? OrderFaults.CsrMadeForAnother(this, person)
            : null;

    /// <summary>Refuses a place where a CSR lies that is another person's: neither it nor its key is to give way.</summary>
    /// <param name="csrPath">Where the CSR of the person is to be written; null for nowhere.</param>
    /// <param name="person">Who it is made for.</param>
    /// <exception cref="DocSigningException">EmailOfAnotherPerson or CsrFileExists.</exception>
    public static void RequireOwn(string? csrPath, Person person)
    {
        if (csrPath is null || CsrFile.Read(csrPath) is not { } text || CsrFile.Inspect(text) is not { } info)
        {
            return;
        }

        var owner = new CsrOwner(info.SubjectName, info.SubjectEmail);
        if (owner.RefusalFor(person) is not null)
        {
            throw OrderFaults.CsrFileOfAnother(csrPath, owner, person);
        }
    }

    /// <summary>Whether it is certainly somebody else who has these.</summary>
    /// <param name="email">Null when it is not known.</param>
    /// <param name="names">One person's, as they are shown.</param>
    internal bool IsOtherThan(string? email, IReadOnlyList<string?> names)
    {
        bool isOtherAddress = Email is not null && email is not null && !EmailAddress.AreSame(Email, email);

        // In a name that is shown as one text, nobody knows where the surname begins.
        return isOtherAddress || (Name is not null && NameKeys.FitsOne("", Name, names) == false);
    }

    /// <inheritdoc/>
    public override string ToString() => (Name, Email) switch
    {
        ({ } name, { } email) => $"{name} <{email}>",
        _ => Name ?? Email ?? "somebody else",
    };
}

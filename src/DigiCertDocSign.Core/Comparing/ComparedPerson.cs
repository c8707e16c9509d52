using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Comparing;

/// <summary>One of the people of a list that is compared.</summary>
public sealed record ComparedPerson
{
    private ComparedPerson(int number, PersonResolution read, object? tag)
    {
        (Number, Read, DirectoryId, Tag) = (number, read.Read, read.DirectoryId, tag);
        DoubtfulEmailIn = read.DoubtfulEmailIn;
        Email = MailAddressForm.Readable(read.Read.Email);
        IsDisabled = read.Faults.Any(IsOfAccount);
        Faults = [.. read.Faults.Where(fault => !IsOfAccount(fault))];
        PersonValues found = read.Read;
        Person = read.Person ?? (Faults.Count == 0 && found is
        { GivenName: { } givenName, Surname: { } surname, JobTitle: { } title, Phone: { } phone, Email: { } email }
            ? new Person(givenName, surname, title, phone, email)
            : null);
    }

    /// <summary>The place in the list, from 1.</summary>
    public int Number { get; }

    /// <summary>What could be read, faults or not.</summary>
    public PersonValues Read { get; }

    /// <summary>Null where the input names nobody who could have a certificate.</summary>
    public Person? Person { get; }

    /// <summary>Why; that the account is disabled is none of them.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>The directory's own id; null when it is not known.</summary>
    public string? DirectoryId { get; }

    /// <summary>The account is disabled or has expired, and nobody has said that this does not count.</summary>
    public bool IsDisabled { get; }

    /// <summary>Anything by which the caller knows the input.</summary>
    public object? Tag { get; }

    /// <summary>Null where there is none, or none that can be read.</summary>
    internal EmailAddress? Email { get; }

    /// <summary>The property that gave the address for want of a better one; null where it is one that is meant for it.</summary>
    internal string? DoubtfulEmailIn { get; }

    internal string? Name => OrderName.Of(Read.GivenName, Read.Surname);

    /// <summary>By which the memory of a scope knows the person; null for an input that names nobody.</summary>
    internal string? Key => DirectoryId ?? Email?.Key;

    /// <param name="number">The place in the list, from 1.</param>
    /// <param name="read">What was read of the input.</param>
    /// <param name="tag">Anything by which the caller knows the input.</param>
    public static ComparedPerson Of(int number, PersonResolution read, object? tag) => new(number, read, tag);

    /// <summary>Somebody who has left, named by no more than an address or the directory's own id.</summary>
    /// <exception cref="DocSigningException">EmailMissing: the text is blank.</exception>
    public static ComparedPerson OfText(string text)
    {
        bool isAddress = text.IndexOf('@') >= 0;
        return RequireNamed(new ComparedPerson(
            1,
            new PersonResolution
            {
                Person = null,
                Read = new PersonValues { Email = isAddress ? text.Trim() : null },
                Faults = [],
                Warnings = [],
                Sources = new Dictionary<string, string>(),
                DirectoryId = isAddress || PersonText.IsBlank(text) ? null : DirectoryIds.Kept(text),
            },
            text));
    }

    /// <summary>Somebody who has left, known by no more than address or directory id.</summary>
    /// <exception cref="DocSigningException">EmailMissing: there is neither.</exception>
    public static ComparedPerson OfLeaver(PersonResolution read, object? tag) => RequireNamed(new ComparedPerson(1, read, tag));

    /// <inheritdoc/>
    public override string ToString() => FullName.WithEmail(Read.GivenName, Read.Surname, Read.Email);

    private static ComparedPerson RequireNamed(ComparedPerson leaver) =>
        leaver.Key is null ? throw ComparisonFaults.LeaverUnknown(leaver.Tag) : leaver;

    private static bool IsOfAccount(Fault fault) => fault.Kind is FaultKind.AccountDisabled or FaultKind.AccountExpired;
}

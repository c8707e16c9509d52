using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering;

/// <summary>
/// Keeps each mailbox and each place of a key for the first person of a list who asks for it. Keys are named after the address, and
/// chance must not decide who gets one. For one thread.
/// </summary>
public sealed class Mailboxes
{
    private readonly Dictionary<EmailAddress, Person> _owners = [];
    private readonly Dictionary<string, Person> _places = new(StringComparer.Ordinal);

    /// <param name="person">Who asks, in the order of the list.</param>
    /// <param name="place">The reference of the key that would be made; null when none would.</param>
    /// <param name="warning">For the first one, when another person asks for what it has; null otherwise.</param>
    /// <returns>
    /// EmailOfAnotherPerson or KeyFileExists, for the other person; PersonTwice, for one who has asked before; null for one who may
    /// have it.
    /// </returns>
    public DocSigningException? Ask(Person person, string? place, out string? warning)
    {
        warning = null;
        bool isRepeated = _owners.ContainsKey(EmailAddress.Of(person.Email));
        if (First(_owners, EmailAddress.Of(person.Email), person) is { } owner)
        {
            warning = OrderFaults.MailboxAskedForAgain(owner, person);
            return OrderFaults.MailboxOfAnother(owner, person);
        }

        if (isRepeated)
        {
            return OrderFaults.KeyAskedForTwice(person);
        }

        return place is not null && First(_places, place, person) is { } other
            ? OrderFaults.KeyFileOfAnother(place, other, person)
            : null;
    }

    /// <returns>Another person, who was first; null when the thing is this person's.</returns>
    private static Person? First<T>(Dictionary<T, Person> owners, T thing, Person person)
        where T : notnull
    {
        if (!owners.TryGetValue(thing, out Person? first))
        {
            owners.Add(thing, person);
            return null;
        }

        return new CsrOwner(OrderName.Of(first.GivenName, first.Surname), first.Email).RefusalFor(person) is null ? null : first;
    }
}

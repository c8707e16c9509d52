using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Decide;

/// <summary>How many people of a list may have live orders of their name under other addresses: five, or a tenth of the inputs.</summary>
internal sealed class NamesakeBound
{
    private const int MostPeople = 5;
    private const int OneIn = 10;
    private readonly HashSet<EmailAddress> _people = [];
    private int _inputs;

    /// <summary>Counts an input of the list, whatever becomes of it.</summary>
    public void CountInput() => _inputs++;

    public void CountNamesake(Person person) => _people.Add(EmailAddress.Of(person.Email));

    /// <summary>
    /// The fault of a person who has a namesake, when too many people of the list have one; null when the person may be ordered for. It is
    /// right at the end of the list, when all are counted.
    /// </summary>
    public DocSigningException? Refusal(LiveOrder namesake, Person person) => _people.Count > Math.Max(MostPeople, _inputs / OneIn)
        ? LiveOrderFaults.NamesakesTooMany(namesake, person, _people.Count)
        : null;
}

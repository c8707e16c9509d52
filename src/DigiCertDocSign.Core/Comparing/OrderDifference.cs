using DigiCertDocSign.Ordering;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Comparing;

/// <summary>What of an order no longer fits its person.</summary>
internal sealed class OrderDifference
{
    private readonly List<string> _words = [];
    private readonly ComparedOrder _order;
    private bool _isName;
    private bool _isTitle;

    private OrderDifference(ComparedOrder order) => _order = order;

    public bool IsOrganization { get; private set; }

    public bool IsAddress { get; private set; }

    /// <summary>
    /// The name has the words that it had, in another order or with other accents: corrected, or spoiled by a list on its way.
    /// </summary>
    public bool IsSpelling { get; private set; }

    /// <summary>
    /// The order has been made for such a difference already: by lists that do not agree, or a server that keeps a value as it wants it,
    /// orders would replace one another without end.
    /// </summary>
    public bool IsAgain => _order is { IsIssued: true, Order.Intent: { Kind: IntentKind.Replacement } made }
        && (_order.Replaced is not { } old || IsAgainAfter(old, made));

    /// <param name="person">As the list has the person.</param>
    /// <param name="order">The person's.</param>
    /// <param name="isById">The directory's own id says so.</param>
    /// <param name="organizationId">The organization that is wanted; null for any.</param>
    /// <param name="title">The order's, where titles are to be compared; null where it is not known.</param>
    /// <returns>Null: the order fits.</returns>
    public static OrderDifference? Of(ComparedPerson person, ComparedOrder order, bool isById, long? organizationId, string? title)
    {
        var differs = new OrderDifference(order);
        if (isById && SubjectTexts.IsOtherName(person, order))
        {
            differs._isName = differs.Add($"the name is {person.Name} now");
            differs.IsSpelling = order.Order.Names.Any(name => NameKeys.AreSpellingsOfOne(name, person.Name!));
        }

        if (isById && order.Order.Email is { } email && !email.Equals(person.Email))
        {
            differs.IsAddress = differs.Add($"the address is {person.Email} now, and was {email}");
        }

        if (isById && organizationId is not null && order.OrganizationId is not null && order.OrganizationId != organizationId)
        {
            differs.IsOrganization = differs.Add($"the organization is {organizationId} now, and was {order.OrganizationId}");
        }

        if (title is not null && !SubjectTexts.AreSame(title, person.Read.JobTitle))
        {
            differs._isTitle = differs.Add($"the title is '{person.Read.JobTitle}' now, and was '{title}'");
        }

        return differs._words.Count == 0 ? null : differs;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", and ", _words);

    private bool Add(string words)
    {
        _words.Add(words);
        return true;
    }

    private bool IsAgainAfter(OrderIntent old, OrderIntent made)
    {
        bool wasName = !SubjectTexts.AreSame(old.Person, made.Person);
        bool wasAddress = !EmailAddress.AreSame(old.Email, made.Email);
        bool wasOrganization = old.OrganizationId != made.OrganizationId;
        bool wasTitle = !wasName && !wasAddress && !wasOrganization;
        return (_isName && wasName) || (IsAddress && wasAddress) || (IsOrganization && wasOrganization) || (_isTitle && wasTitle);
    }
}

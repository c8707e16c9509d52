using CertCentral;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// Whether a list of orders really comes newest first, as it was asked for: its ids fall, and its dates agree. Only then a reading may end
/// before the list does, and only then an id says something about an order's age.
/// </summary>
internal sealed class NewestFirst
{
    private (long OrderId, WireMoment? Created)? _last;
    private bool _compared;
    private bool _contradicted;

    /// <summary>Nothing has contradicted it so far.</summary>
    public bool Holds => !_contradicted;

    /// <summary>Null when the list was too short to tell.</summary>
    public bool? IsShown => _contradicted ? false : _compared ? true : null;

    /// <param name="orderId">Of the next order of the list.</param>
    /// <param name="created">When it was made, as the list shows it.</param>
    public void Follow(long orderId, WireMoment? created)
    {
        if (_last is { } last)
        {
            _compared = true;
            _contradicted |= !(orderId < last.OrderId && created?.Value <= last.Created?.Value);
        }

        _contradicted |= created is null;
        _last = (orderId, created);
    }
}

using System.Collections.Concurrent;
using System.Globalization;

namespace DigiCertDocSign.Cmdlets.Connections;

/// <summary>
/// Ids that commands have shown over one connection, so that the prompt can offer them. A completion asks no server, which would take
/// seconds and calls.
/// </summary>
internal sealed class SeenIds
{
    private readonly ConcurrentDictionary<(SeenKind Kind, string Id), string> _names = new();

    /// <param name="kind">Of what it is the id.</param>
    /// <param name="id">As a parameter takes it.</param>
    /// <param name="name">What people call the thing; null when it shows no name.</param>
    public void Note(SeenKind kind, string id, string? name) => _names[(kind, id)] = name ?? id;

    /// <inheritdoc cref="Note(SeenKind, string, string?)"/>
    public void Note(SeenKind kind, long id, string? name) => Note(kind, id.ToString(CultureInfo.InvariantCulture), name);

    public IEnumerable<KeyValuePair<string, string>> Of(SeenKind kind) => _names
        .Where(seen => seen.Key.Kind == kind)
        .Select(seen => new KeyValuePair<string, string>(seen.Key.Id, seen.Value))
        .OrderBy(seen => seen.Value, StringComparer.CurrentCultureIgnoreCase);
}

/// <summary>What an id belongs to.</summary>
internal enum SeenKind
{
    Organization,
    User,
    Container,
    Product,
    IssuingCa,
}

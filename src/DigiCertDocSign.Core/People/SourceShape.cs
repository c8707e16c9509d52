namespace DigiCertDocSign.People;

/// <summary>
/// Which properties of one kind of object serve which field. Objects of one command have the same properties, so this is worked out
/// once for a whole pipeline, and a row costs a comparison of names.
/// </summary>
internal sealed class SourceShape
{
    private readonly string _typeName;
    private readonly string[] _names;
    private readonly string[][] _candidates;

    private SourceShape(string typeName, string[] names)
    {
        _typeName = typeName;
        _names = names;
        var byNormalName = new Dictionary<string, string>(_names.Length, StringComparer.Ordinal);
        // Backwards, so that of two spellings of one name the first stays.
        for (var place = _names.Length - 1; place >= 0; place--)
        {
            byNormalName[PropertyName.Normalize(_names[place])] = _names[place];
        }

        Kind = DirectoryKinds.Recognize(_typeName, byNormalName);
        _candidates = [.. FieldCandidates.All.Select(field => CandidatesOf(field, byNormalName, Kind))];
        Nested = Find("additionalproperties");
        Csr = Find("csr");
        KeyReference = Find("keyreference");
        AccountFlags = [.. AccountState.FlagNames.Select(Find).OfType<string>()];

        string? Find(string normal) => byNormalName.TryGetValue(normal, out var name) ? name : null;
    }

    public DirectoryKind Kind { get; }

    /// <summary>The property that holds further properties, as on members of a Graph group.</summary>
    public string? Nested { get; }

    public string? Csr { get; }

    public string? KeyReference { get; }

    public IReadOnlyList<string> AccountFlags { get; }

    public IReadOnlyList<string> PropertyNames => _names;

    /// <summary>The object's own spelling of every property that may hold the field, best first.</summary>
    public IReadOnlyList<string> Candidates(PersonField field) => _candidates[(int)field];

    public static SourceShape Of(IPersonSource source) => new(source.TypeName, [.. source.PropertyNames]);

    public bool Fits(IPersonSource source)
    {
        var others = source.PropertyNames;
        if (others.Count != _names.Length || !string.Equals(source.TypeName, _typeName, StringComparison.Ordinal))
        {
            return false;
        }

        var place = 0;
        foreach (var other in others)
        {
            if (place == _names.Length || !string.Equals(other, _names[place++], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return place == _names.Length;
    }

    private static string[] CandidatesOf(FieldCandidates field, Dictionary<string, string> byNormalName, DirectoryKind kind)
    {
        var found = new List<string>();
        foreach (var candidate in field.Names)
        {
            var normal = PropertyName.Normalize(candidate);
            // A user principal name often has no mailbox. Only MSOnline, which has no mail property, is read by it.
            var refused = normal == "userprincipalname" && kind != DirectoryKind.MSOnline;
            if (!refused && byNormalName.TryGetValue(normal, out var name))
            {
                found.Add(name);
            }
        }

        return [.. found];
    }
}

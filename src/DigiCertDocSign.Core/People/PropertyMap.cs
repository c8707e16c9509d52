namespace DigiCertDocSign.People;

/// <summary>The operator's own word on which property holds which field. It is the only place then looked in.</summary>
internal sealed class PropertyMap
{
    private readonly string?[] _mapped = new string?[FieldCandidates.All.Length];

    /// <exception cref="ArgumentException">A key is no field of a person, is given twice, or names no property.</exception>
    public PropertyMap(IReadOnlyDictionary<string, string>? map)
    {
        if (map is null)
        {
            return;
        }

        foreach (var pair in map)
        {
            var field = FieldOf(pair.Key);
            if (string.IsNullOrWhiteSpace(pair.Value))
            {
                throw new ArgumentException($"PropertyMap: {pair.Key} names no property. Write it as @{{ {field} = 'Position' "
                    + "}}.", nameof(map));
            }

            if (_mapped[(int)field] is not null)
            {
                throw new ArgumentException($"PropertyMap: {field} is mapped twice. Keep one.", nameof(map));
            }

            _mapped[(int)field] = pair.Value.Trim();
        }
    }

    public string? this[PersonField field] => _mapped[(int)field];

    private static PersonField FieldOf(string key)
    {
        var normal = PropertyName.Normalize(key);
        foreach (var candidates in FieldCandidates.All)
        {
            if (string.Equals(normal, candidates.Field.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return candidates.Field;
            }
        }

        throw new ArgumentException(
            $"PropertyMap: '{key}' is no field of a person. The fields are GivenName, Surname, JobTitle, Phone and Email; "
            + "the value is the name of the property, as in @{ JobTitle = 'Position' }.",
            nameof(key));
    }
}

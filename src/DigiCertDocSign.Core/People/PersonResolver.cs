namespace DigiCertDocSign.People;

/// <summary>
/// Finds the five fields of a person in whatever is piped in. For each field the first property wins that has a value which is not
/// blank. Names are never made up: no display name is taken apart, nothing is transliterated, and a user principal name is taken for an
/// address only where the source has no other (MSOnline). One resolver serves one pipeline and remembers the shapes it has seen.
/// </summary>
public sealed class PersonResolver
{
    private const int MostShapes = 8;

    private readonly PropertyMap _map;
    private readonly bool _allowDisabled;
    private readonly TimeProvider _time;

    // What was advised: the same words for hundreds of people would bury the rest.
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    // Replaced whole, never changed: two threads at worst work a shape out twice.
    private volatile SourceShape[] _shapes = [];

    /// <param name="propertyMap">
    /// Field (GivenName or given_name, in any case) to the name of the property that holds it; a mapped field is looked for nowhere else.
    /// A name with full stops reaches into nested objects. DirectoryId may be mapped as well.
    /// </param>
    /// <param name="allowDisabled">A disabled or expired account is no fault.</param>
    /// <param name="time">Tells whether an account has expired.</param>
    /// <exception cref="ArgumentException">The map names something that is no field, or no property.</exception>
    public PersonResolver(IReadOnlyDictionary<string, string>? propertyMap = null, bool allowDisabled = false, TimeProvider? time = null)
    {
        _map = new PropertyMap(propertyMap);
        _allowDisabled = allowDisabled;
        _time = time ?? TimeProvider.System;
    }

    /// <param name="source">Null when everything is given by hand.</param>
    /// <param name="overrides">Given by hand; blank values do not count.</param>
    public PersonResolution Resolve(IPersonSource? source, PersonValues? overrides = null)
    {
        var reading = new PersonReading(source, source is null ? null : ShapeOf(source), _map, ShapeOf);
        string? givenName = reading.Field(PersonField.GivenName, overrides?.GivenName);
        string? surname = reading.Field(PersonField.Surname, overrides?.Surname);
        string? jobTitle = reading.Field(PersonField.JobTitle, overrides?.JobTitle);
        string? phone = reading.Field(PersonField.Phone, overrides?.Phone);
        string? email = reading.Field(PersonField.Email, overrides?.Email);
        string? keyReference = reading.KeyReference();
        bool? enabled = reading.Enabled();
        reading.LookAtSuffix(givenName, surname);
        lock (_told)
        {
            reading.AddMissing(_told);
        }

        LookAtAccount(reading, enabled, email ?? "this person");

        return new PersonResolution
        {
            Person = reading.Faults.Count == 0 ? new Person(givenName!, surname!, jobTitle!, phone!, email!) : null,
            Read = new PersonValues { GivenName = givenName, Surname = surname, JobTitle = jobTitle, Phone = phone, Email = email },
            Faults = reading.Faults,
            Warnings = reading.Warnings,
            Enabled = enabled,
            Csr = reading.Carried(nameof(PersonResolution.Csr), shape => shape.Csr),
            KeyReference = keyReference,
            DirectoryId = reading.DirectoryId(),
            DoubtfulEmailIn = reading.DoubtfulEmailIn,
            Sources = reading.Sources,
        };
    }

    private void LookAtAccount(PersonReading reading, bool? enabled, string who)
    {
        if (reading.NoPersonAtAll() is { } fault)
        {
            // A group has no surname, no phone and no address: those faults would only hide this one.
            reading.Faults.Clear();
            reading.Faults.Add(fault);
            return;
        }

        if (_allowDisabled)
        {
            return;
        }

        if (enabled == false)
        {
            reading.Faults.Add(PersonFaults.AccountDisabled(who));
        }

        if (reading.Expiry() is { } expiry && expiry <= _time.GetUtcNow())
        {
            reading.Faults.Add(PersonFaults.AccountExpired(who, expiry));
        }
    }

    private SourceShape ShapeOf(IPersonSource source)
    {
        SourceShape[] known = _shapes;
        foreach (SourceShape shape in known)
        {
            if (shape.Fits(source))
            {
                return shape;
            }
        }

        var made = SourceShape.Of(source);
        _shapes = [made, .. known.Take(MostShapes - 1)];
        return made;
    }
}

/// <summary>What became of one piped object.</summary>
public sealed record PersonResolution
{
    /// <summary>Null when there is any fault.</summary>
    public required Person? Person { get; init; }

    /// <summary>What was found, faults or not, by which a user knows the input again; null for what is missing.</summary>
    public required PersonValues Read { get; init; }

    /// <summary>Every fault found, so that the user corrects the input in one go.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>What is allowed but will cost vetting time, or may not be meant.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>
    /// Field (GivenName, Surname, JobTitle, Phone, Email, Csr, KeyReference) to the property that gave it; "-Phone" for a value given by
    /// hand.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>Whether the directory account is enabled; null when the object does not say.</summary>
    public bool? Enabled { get; init; }

    /// <summary>PEM, when the object carries one (the output of New-DocSigningCsr).</summary>
    public string? Csr { get; init; }

    /// <summary>
    /// Where the private key lives, when the object says so; null for one that cannot be read, which is then among the faults.
    /// </summary>
    public string? KeyReference { get; init; }

    /// <summary>
    /// The directory's own id of the person: a GUID in lower case, a SID, or what the operator has mapped; null when the object has none.
    /// It is never sent.
    /// </summary>
    public string? DirectoryId { get; init; }

    /// <summary>
    /// The property that gave the address for want of a better one, as a private address does; null where it is one that is meant for it.
    /// </summary>
    public string? DoubtfulEmailIn { get; init; }
}

/// <summary>Which property holds which field, as the operator says it. The field is then looked for nowhere else.</summary>
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

        foreach (KeyValuePair<string, string> pair in map)
        {
            bool isId = PropertyName.Normalize(pair.Key) == PropertyName.Normalize(nameof(DirectoryId));
            PersonField field = isId ? default : FieldOf(pair.Key);
            string name = isId ? nameof(DirectoryId) : field.ToString();
            if (string.IsNullOrWhiteSpace(pair.Value))
            {
                throw new ArgumentException(
                    $"PropertyMap: {pair.Key} names no property. Write it as @{{ {name} = '{(isId ? "EmployeeID" : "Position")}' }}.",
                    nameof(map));
            }

            if ((isId ? DirectoryId : _mapped[(int)field]) is not null)
            {
                throw new ArgumentException($"PropertyMap: {name} is mapped twice. Keep one.", nameof(map));
            }

            if (isId)
            {
                DirectoryId = pair.Value.Trim();
            }
            else
            {
                _mapped[(int)field] = pair.Value.Trim();
            }
        }
    }

    /// <summary>The property that holds the directory's own id.</summary>
    public string? DirectoryId { get; }

    public string? this[PersonField field] => _mapped[(int)field];

    private static PersonField FieldOf(string key)
    {
        string normal = PropertyName.Normalize(key);
        foreach (FieldCandidates candidates in FieldCandidates.All)
        {
            if (string.Equals(normal, candidates.Field.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return candidates.Field;
            }
        }

        throw new ArgumentException(
            $"PropertyMap: '{key}' is no field of a person. The fields are GivenName, Surname, JobTitle, Phone, Email and DirectoryId; "
            + "the value is the name of the property, as in @{ JobTitle = 'Position' }.",
            nameof(key));
    }
}

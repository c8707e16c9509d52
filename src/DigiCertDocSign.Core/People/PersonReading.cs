using DigiCertDocSign.Keys;

namespace DigiCertDocSign.People;

/// <summary>One object on its way to a person: where was looked, what was found, what is wrong.</summary>
internal sealed class PersonReading(
    IPersonSource? source, SourceShape? shape, PropertyMap map, Func<IPersonSource, SourceShape> shapeOf)
{
    private readonly Dictionary<string, string> _sources = new(8, StringComparer.OrdinalIgnoreCase);
    private IPersonSource? _nested;
    private bool _nestedRead;
    private string? _salutation;
    private List<string>? _unreadable;
    private string? _bytesIn;

    public List<Fault> Faults { get; } = [];

    public List<string> Warnings { get; } = [];

    public IReadOnlyDictionary<string, string> Sources => _sources;

    /// <summary>The cleaned text; null when there is none, which is then among the faults.</summary>
    public string? Field(PersonField field, string? byHand)
    {
        _unreadable = null;
        _bytesIn = null;
        _salutation = null;
        string? text;
        if (byHand is not null && !PersonText.IsBlank(byHand))
        {
            text = byHand;
            _sources[field.ToString()] = "-" + field;
        }
        else
        {
            text = map[field] is { } property ? Mapped(field, property) : Found(field);
        }

        if (text is null)
        {
            return null;
        }

        if (_unreadable is not null)
        {
            Warnings.Add($"{field}: {string.Join(", ", _unreadable)}; {_sources[field.ToString()]} was used instead.");
        }

        text = PersonText.Clean(text);
        PersonRules.Apply(field, text, Faults, Warnings);
        return text;
    }

    public bool? Enabled() =>
        shape is null ? null : Enabled(source!, shape) ?? (Nested() is { } inner ? Enabled(inner, shapeOf(inner)) : null);

    /// <summary>A text that goes along with the person, such as the CSR.</summary>
    public string? Carried(string field, Func<SourceShape, string?> propertyOf)
    {
        if (shape is null || propertyOf(shape) is not { } property || Read(source!, property, forEmail: false) is not { } text)
        {
            return null;
        }

        _sources[field] = property;
        return text.Trim();
    }

    /// <summary>
    /// Where the private key lives. It goes into the journal and into objects, so one that holds a PIN is a fault of the input.
    /// </summary>
    public string? KeyReference()
    {
        try
        {
            string? text = Carried(nameof(PersonResolution.KeyReference), shape => shape.KeyReference);
            return text is null ? null : KeyReferences.Read(text);
        }
        catch (DocSigningException problem)
        {
            Faults.AddRange(problem.Faults);
            return null;
        }
    }

    /// <summary>The directory's own id of the person; null when the object has none.</summary>
    public string? DirectoryId()
    {
        if (shape is null)
        {
            return null;
        }

        if (map.DirectoryId is { } mapped)
        {
            return MappedId(mapped);
        }

        return OwnId() ?? Values(one => one.DirectoryIds).Select(DirectoryIds.Read).FirstOrDefault(id => id is not null);
    }

    /// <summary>What a plan or New-DocSigningCsr has read before, which need be neither GUID nor SID.</summary>
    private string? OwnId() =>
        shape!.DirectoryIds is [{ } property, ..] && PropertyName.Normalize(property) == DirectoryIds.Names[0]
        && Value(source!, property, out object? value) && value is string text && !PersonText.IsBlank(text)
            ? DirectoryIds.Kept(text)
            : null;

    /// <summary>One that the operator names may be a text of any form, as a number of the staff.</summary>
    private string? MappedId(string property)
    {
        (IPersonSource holder, string name) = HolderOf(property);
        string? id = Value(holder, name, out object? value) ? DirectoryIds.Read(value) : null;
        string? text = id ?? Read(holder, name, forEmail: false);
        if (text is null)
        {
            Warnings.Add($"DirectoryId: -PropertyMap says it is in '{property}', and there is none. Without it nobody can tell whether "
                + "an order of the same name under another address is this person's.");
        }

        return text is null ? null : DirectoryIds.Kept(text);
    }

    /// <summary>When the account expires; null when it never does or the object does not say.</summary>
    public DateTimeOffset? Expiry()
    {
        foreach (object? value in Values(one => one.AccountExpiries))
        {
            if (AccountState.Expiry(value, out bool isReadable) is { } expiry)
            {
                return expiry;
            }

            if (!isReadable)
            {
                Warnings.Add($"AccountExpirationDate: '{value}' is not read, because it may be more than one date. See for yourself "
                    + "whether the account has expired, or write the date as 2026-12-31.");
            }
        }

        return null;
    }

    /// <summary>What the object is, as "a group"; null for a user and where it does not say.</summary>
    public string? OtherThanUser() =>
        Values(one => one.ObjectClasses).Select(ObjectClass.OtherThanUser).FirstOrDefault(kind => kind is not null);

    /// <summary>What tells the object from others of its directory, for a sentence.</summary>
    public string Label()
    {
        foreach (string name in new[] { "Name", "DisplayName", "SamAccountName", "DistinguishedName", "Id" })
        {
            if (source is not null && Read(source, name, forEmail: false) is { } text)
            {
                return $"'{text.Trim()}'";
            }
        }

        return "this object";
    }

    private IEnumerable<object?> Values(Func<SourceShape, IReadOnlyList<string>> propertiesOf)
    {
        if (shape is null)
        {
            yield break;
        }

        foreach (string property in propertiesOf(shape))
        {
            if (Value(source!, property, out object? value))
            {
                yield return value;
            }
        }

        if (Nested() is not { } inner)
        {
            yield break;
        }

        foreach (string property in propertiesOf(shapeOf(inner)))
        {
            if (Value(inner, property, out object? value))
            {
                yield return value;
            }
        }
    }

    /// <summary>Of two properties that differ, the one that says disabled is believed.</summary>
    private bool? Enabled(IPersonSource from, SourceShape itsShape)
    {
        bool? enabled = null;
        foreach (string flag in itsShape.AccountFlags)
        {
            if (Value(from, flag, out object? value) && AccountState.Read(flag, value) is { } says)
            {
                enabled = says && enabled != false;
            }
        }

        return enabled;
    }

    private string? Found(PersonField field)
    {
        if (shape is null)
        {
            Miss(PersonFaults.NothingPiped(field), field);
            return null;
        }

        string? text = First(field, source!, shape, "");
        if (text is null && _bytesIn is null && Nested() is { } inner)
        {
            text = First(field, inner, shapeOf(inner), shape.Nested + ".");
        }

        if (text is null)
        {
            MissEverywhere(field);
        }

        return text;
    }

    private string? First(PersonField field, IPersonSource from, SourceShape itsShape, string path)
    {
        foreach (string property in itsShape.Candidates(field))
        {
            if (Read(from, property, field == PersonField.Email) is not { } text)
            {
                if (_bytesIn is not null)
                {
                    return null;
                }

                continue;
            }

            if (field == PersonField.JobTitle && IsAmbiguousTitle(property) && Salutation.IsAll(text))
            {
                _salutation = text.Trim();
                continue;
            }

            _sources[field.ToString()] = path + property;
            Doubt(field, property, text);
            return text;
        }

        return null;
    }

    private string? Mapped(PersonField field, string property)
    {
        if (source is null)
        {
            return Found(field);
        }

        (IPersonSource holder, string name) = HolderOf(property);
        if (Read(holder, name, field == PersonField.Email) is { } text)
        {
            _sources[field.ToString()] = property;
            return text;
        }

        string problem = _unreadable is not null ? string.Join(", ", _unreadable)
            : Value(holder, name, out _) ? "it is blank"
            : "the object has no such property";
        Miss(PersonFaults.NotWhereMapped(field, property, problem), field);
        return null;
    }

    /// <summary>The object that has a mapped property, and the name of the property in it.</summary>
    private (IPersonSource Holder, string Name) HolderOf(string property)
    {
        IPersonSource holder = source!;
        string name = property;
        while (!Value(holder, name, out _) && name.IndexOf('.') is > 0 and int dot
            && Value(holder, name.Substring(0, dot), out object? inner) && ValueReader.AsSource(inner) is { } step)
        {
            holder = step;
            name = name.Substring(dot + 1);
        }

        return !Value(holder, name, out _) && holder == source && Nested() is { } further && Value(further, name, out _)
            ? (further, name)
            : (holder, name);
    }

    private void MissEverywhere(PersonField field)
    {
        List<string> looked = [.. shape!.Candidates(field)];
        if (Nested() is { } inner)
        {
            looked.AddRange(shapeOf(inner).Candidates(field).Select(property => $"{shape.Nested}.{property}"));
        }

        string where = _salutation is not null ? $"Title holds '{_salutation}', which is a form of address"
            : looked.Count > 0 ? $"blank on this object: {string.Join(", ", looked)}"
            : $"this object has none of {string.Join(", ", FieldCandidates.All[(int)field].Names.Take(4))} or the like";
        string broken = _unreadable is null ? "" : $"; {string.Join(", ", _unreadable)}";
        Miss(PersonFaults.NotFound(field, where + broken, PersonAdvice.For(field, shape, looked.Count == 0)), field);
    }

    /// <summary>Notes the fault, unless there were bytes in place of a text: then that is what is wrong.</summary>
    private void Miss(Fault missing, PersonField field) =>
        Faults.Add(_bytesIn is { } property ? PersonFaults.IsBytes(field, property) : missing);

    private void Doubt(PersonField field, string property, string text)
    {
        if (field >= PersonField.Phone && FieldCandidates.Doubtful.Contains(PropertyName.Normalize(property)))
        {
            Warnings.Add($"{field}: '{text.Trim()}' comes from {property}, for want of a better property. Check that DigiCert "
                + "reaches the person there.");
        }
    }

    private IPersonSource? Nested()
    {
        if (!_nestedRead)
        {
            _nestedRead = true;
            _nested = shape?.Nested is { } property && Value(source!, property, out object? value) ? ValueReader.AsSource(value) : null;
        }

        return _nested;
    }

    private static bool IsAmbiguousTitle(string property) =>
        string.Equals(property, FieldCandidates.AmbiguousTitle, StringComparison.OrdinalIgnoreCase);

    private string? Read(IPersonSource from, string property, bool forEmail)
    {
        if (!Value(from, property, out object? value))
        {
            return null;
        }

        try
        {
            return ValueReader.Text(value, forEmail);
        }
        catch (BytesException)
        {
            // The next candidate might have a text, but somebody has filled this property on purpose.
            _bytesIn = property;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            NoteUnreadable(property, error);
        }

        return null;
    }

    private bool Value(IPersonSource from, string property, out object? value)
    {
        try
        {
            return from.TryGetValue(property, out value);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            NoteUnreadable(property, error);
            value = null;
            return false;
        }
    }

    /// <summary>A property of a live object, and what lies in it, is foreign code that may fail. The next candidate may serve.</summary>
    private void NoteUnreadable(string property, Exception error) =>
        (_unreadable ??= []).Add($"{property} could not be read ({error.Message})");
}

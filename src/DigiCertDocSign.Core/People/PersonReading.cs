using System.Text.RegularExpressions;
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
    private string? _salutationIn;
    private List<string>? _unreadable;
    private string? _bytesIn;
    private readonly List<MissingField> _missing = [];

    public List<Fault> Faults { get; } = [];

    public List<string> Warnings { get; } = [];

    public IReadOnlyDictionary<string, string> Sources => _sources;

    /// <summary>The property that gave the address for want of a better one; null where it is one that is meant for it.</summary>
    public string? DoubtfulEmailIn { get; private set; }

    /// <summary>The cleaned text; null when there is none, which is then among the faults.</summary>
    public string? Field(PersonField field, string? byHand)
    {
        _unreadable = null;
        _bytesIn = null;
        _salutation = null;
        string? text;
        if (byHand is not null && !PersonText.IsBlank(byHand))
        {
            text = field == PersonField.Email ? ValueReader.Text(byHand, forEmail: true) ?? byHand : byHand;
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

    /// <summary>The fault of what is no person at all, such as a group of the directory, or a text; null for all else.</summary>
    public Fault? NoPersonAtAll()
    {
        string? kind = Values(one => one.ObjectClasses).Select(ObjectClass.OtherThanUser).FirstOrDefault(other => other is not null);
        return kind is not null ? PersonFaults.NotAPerson(Label(), kind, PersonAdvice.CommandOf(shape!.Kind))
            : source is null || Faults.Count == 0 ? null
            : BareValue.Of(source) is { } bare ? PersonFaults.NoObject(bare)
            : Heading.InOneColumn(source) is { } heading
                ? PersonFaults.ReadWithOtherDelimiter(heading.Column, heading.Delimiter)
            : null;
    }

    /// <summary>Warns of a Jr. or III. that the directory keeps beside the name, and that the certificate would not have.</summary>
    public void LookAtSuffix(string? givenName, string? surname)
    {
        if (shape?.Suffix is { } property && Read(source!, property, forEmail: false)?.Trim() is { } suffix
            && WordsOf(suffix).Except(WordsOf($"{givenName} {surname}"), StringComparer.OrdinalIgnoreCase).Any())
        {
            Warnings.Add($"Surname: '{suffix}' stands in {property} alone, and the certificate is for '{givenName} {surname}' without it. "
                + "When the ID document has it, give the surname with it.");
        }
    }

    private static IEnumerable<string> WordsOf(string text) => Regex.Split(text, @"[\s,.]+").Where(word => word.Length > 0);

    /// <summary>
    /// Adds the faults of what is missing. What to do about it is said once for the object, by the last of them. Where it is the same for
    /// all objects it is said for the first alone, and so is which properties none of them has.
    /// </summary>
    /// <param name="told">What was said for earlier objects; gets what is said now.</param>
    public void AddMissing(HashSet<string> told)
    {
        for (int place = 0; place < _missing.Count; place++)
        {
            MissingField one = _missing[place];
            PersonField[] alike = [.. _missing.Where(other => other.AdviceKind == one.AdviceKind).Select(other => other.Field)];
            string advice = PersonAdvice.For(alike, shape!, one.NoneFetched);
            bool isSaid = alike[alike.Length - 1] == one.Field && told.Add(advice);
            // That an object has no such property at all is the same for all of its kind.
            bool isKnown = one.NoneFetched && !told.Add($"{one.Field}: {one.Where}");
            Faults.Insert(
                one.Place + place,
                PersonFaults.NotFound(one.Field, isKnown ? "" : $" ({one.Where})", isSaid ? " " + advice : ""));
        }
    }

    /// <summary>What tells the object from others of its directory, for a sentence.</summary>
    private string Label()
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
        (string Property, string Text)? placeholder = null;
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

            if (field == PersonField.JobTitle && Salutation.IsAll(text))
            {
                (_salutation, _salutationIn) = (text.Trim(), property);
                continue;
            }

            if (IsPlaceholder(field, text))
            {
                placeholder ??= (property, text);
                continue;
            }

            return Taken(field, path, property, text, from, itsShape);
        }

        return placeholder is { } held ? Taken(field, path, held.Property, held.Text, from, itsShape) : null;
    }

    private string Taken(PersonField field, string path, string property, string text, IPersonSource from, SourceShape itsShape)
    {
        _sources[field.ToString()] = path + property;
        Doubt(field, property, text);
        if (field == PersonField.Email && itsShape.ProxyAddresses is { } list && Value(from, list, out object? addresses))
        {
            Compare(addresses, list, property, text);
        }

        return text;
    }

    private void Compare(object? addresses, string list, string property, string text)
    {
        try
        {
            if (ProxyAddress.DoubtOf(addresses, list, property, text) is { } doubt)
            {
                Warnings.Add($"{PersonField.Email}: {doubt}");
                DoubtfulEmailIn = property == list ? property : DoubtfulEmailIn;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            NoteUnreadable(list, error);
        }
    }

    // Such as "-" where a source wants something typed: the next property may have the real one.
    private static bool IsPlaceholder(PersonField field, string text) =>
        field == PersonField.Phone ? !text.Any(char.IsDigit) : !text.Any(char.IsLetterOrDigit);

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

        string where = _salutation is not null ? $"{_salutationIn} holds '{_salutation}', which is a form of address"
            : looked.Count > 0 ? $"blank on this object: {string.Join(", ", looked)}"
            : $"this object has none of {string.Join(", ", FieldCandidates.All[(int)field].Names.Take(4))} or the like";
        string broken = _unreadable is null ? "" : $"; {string.Join(", ", _unreadable)}";
        if (_bytesIn is { } property)
        {
            Faults.Add(PersonFaults.IsBytes(field, property));
            return;
        }

        bool noneFetched = looked.Count == 0;
        _missing.Add(new MissingField(
            field, where + broken, PersonAdvice.KindOf(field, shape, noneFetched), noneFetched, Place: Faults.Count));
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
            DoubtfulEmailIn = field == PersonField.Email ? property : DoubtfulEmailIn;
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

/// <summary>A field that was found nowhere.</summary>
/// <param name="Field">Which.</param>
/// <param name="Where">Where it was looked for, and what was there.</param>
/// <param name="AdviceKind">What there is to do about it, without the field's name.</param>
/// <param name="NoneFetched">The object has no property at all that could hold it.</param>
/// <param name="Place">How many other faults were found before it.</param>
internal sealed record MissingField(PersonField Field, string Where, string AdviceKind, bool NoneFetched, int Place);

/// <summary>A value that has no properties of its own, piped in place of an object.</summary>
internal static class BareValue
{
    /// <summary>What it is, as the beginning of a sentence; null for an object.</summary>
    public static string? Of(IPersonSource source) => source.TypeName switch
    {
        "System.String" => "a text",
        "System.Char" => "a character",
        "System.Boolean" => "true or false",
        "System.Int32" or "System.Int64" or "System.UInt32" or "System.UInt64" or "System.Double" or "System.Decimal" or "System.Int16"
            or "System.Byte" or "System.Single" => "a number",
        "System.DateTime" or "System.DateTimeOffset" => "a date",
        "System.Guid" => "an id",
        _ => null,
    };
}

/// <summary>The heading of a list that was read with another delimiter than it is written with: one column has all its names.</summary>
internal static class Heading
{
    private static readonly (char Between, string Code)[] Delimiters = [(';', "';'"), (',', "','"), ('\t', "\"`t\""), ('|', "'|'")];

    /// <summary>
    /// That column, and the delimiter between its names as PowerShell code writes it; null for a list that was read well.
    /// </summary>
    public static (string Column, string Delimiter)? InOneColumn(IPersonSource source)
    {
        // A name of the heading, or a value below it, may have the other delimiter in it, so there can be a second column.
        foreach (string name in source.PropertyNames.Count <= 2 ? source.PropertyNames : [])
        {
            foreach ((char between, string code) in Delimiters)
            {
                if (name.Count(character => character == between) >= 2)
                {
                    return (name, code);
                }
            }
        }

        return null;
    }
}

using System.Collections;
using System.Management.Automation;
using DigiCertDocSign.Errors;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets;

/// <summary>The parameters that describe a person: each by name at the prompt, or all by the object that the pipeline brings.</summary>
internal interface IPersonParameters
{
    PSObject? InputObject { get; }

    string? GivenName { get; }

    string? Surname { get; }

    string? JobTitle { get; }

    string? Phone { get; }

    string? Email { get; }

    Hashtable? PropertyMap { get; }

    SwitchParameter Force { get; }
}

/// <summary>Reads the person whom the parameters and the piped object describe.</summary>
/// <param name="cmdlet">Writes the warnings.</param>
/// <param name="given">Its parameters.</param>
/// <param name="time">Known once the cmdlet runs; tells whether an account has expired.</param>
internal sealed class PersonInput(Cmdlet cmdlet, IPersonParameters given, Func<TimeProvider> time)
{
    private PersonResolver? _resolver;

    /// <summary>Who the present input is; null before it is read.</summary>
    public InputName? Name { get; private set; }

    /// <summary>No input is read yet: what is wrong before is no fault of the person before.</summary>
    public void Forget() => Name = null;

    /// <summary>The person of this input; its warnings are written.</summary>
    /// <exception cref="DocSigningException">The input names no orderable person; every fault of it is in the exception.</exception>
    public PersonResolution ReadOrThrow() => ReadOrThrow(given.InputObject);

    /// <summary>As <see cref="ReadOrThrow()"/>, of another object than the piped one.</summary>
    public PersonResolution ReadOrThrow(PSObject? source) => Told(Read(PSObjectPersonSource.Of(source)));

    /// <summary>As <see cref="ReadOrThrow()"/>, of what was compared where the piped object is a change.</summary>
    /// <param name="change">Null for an object that is none.</param>
    public PersonResolution ReadOrThrow(ChangeInput? change) => Told(Read(change));

    /// <summary>The person of this input, with its faults and warnings, if any.</summary>
    /// <inheritdoc cref="ReadOrThrow(ChangeInput?)"/>
    public PersonResolution Read(ChangeInput? change)
    {
        if (change is null)
        {
            return Read();
        }

        PersonResolution read = Read(change.RequirePerson());
        if (read.Person is { } person)
        {
            change.RequireSame(person);
        }

        // Whom the comparison means tells its own id: another mapping may find another one.
        return read.DirectoryId is { } id && change.DirectoryId is { } meant && !id.Equals(meant, StringComparison.OrdinalIgnoreCase)
            ? throw ChangeFaults.OfAnotherId(change, meant, id)
            : read with { DirectoryId = change.DirectoryId ?? read.DirectoryId };
    }

    private PersonResolution Told(PersonResolution resolution)
    {
        foreach (string warning in resolution.Warnings)
        {
            cmdlet.WriteWarning(Name!.Before(warning));
        }

        return resolution.Faults.Count == 0 ? resolution : throw CollectedFaults.Of(resolution.Faults);
    }

    /// <summary>The person of this input, with its faults and warnings, if any.</summary>
    public PersonResolution Read() => Read(PSObjectPersonSource.Of(given.InputObject));

    /// <summary>Somebody whom no parameter describes, whatever the account is like.</summary>
    public PersonResolution ReadAlone(PSObject source) =>
        new PersonResolver(ReadMap(), allowDisabled: true, time()).Resolve(PSObjectPersonSource.Of(source), new PersonValues());

    /// <summary>A parameter gives a field of the person.</summary>
    public bool IsGivenByHand =>
        new[] { given.GivenName, given.Surname, given.JobTitle, given.Phone, given.Email }.Any(text => !string.IsNullOrWhiteSpace(text));

    private PersonResolution Read(IPersonSource? source)
    {
        _resolver ??= new PersonResolver(ReadMap(), given.Force, time());
        Name = null;
        PersonResolution resolution = _resolver.Resolve(source, NamedValues());
        Name = InputName.Of(resolution.Read);
        return resolution;
    }

    private PersonValues NamedValues() => new()
    {
        GivenName = given.GivenName,
        Surname = given.Surname,
        JobTitle = given.JobTitle,
        Phone = given.Phone,
        Email = given.Email,
    };

    private Dictionary<string, string>? ReadMap() =>
        given.PropertyMap?.Cast<DictionaryEntry>().ToDictionary(
            entry => LanguagePrimitives.ConvertTo<string>(entry.Key),
            entry => LanguagePrimitives.ConvertTo<string>(entry.Value));
}

/// <summary>Shows a piped object of any kind to the person resolver as names and values.</summary>
internal sealed class PSObjectPersonSource : IPersonSource
{
    private readonly PSObject _object;
    private readonly IDictionary? _dictionary;

    private PSObjectPersonSource(PSObject piped)
    {
        _object = piped;
        _dictionary = piped.BaseObject as IDictionary;
    }

    public static IPersonSource? Of(PSObject? piped) => piped is null ? null : new PSObjectPersonSource(piped);

    public string TypeName => _object.TypeNames.FirstOrDefault() ?? _object.BaseObject.GetType().FullName ?? "";

    public IReadOnlyCollection<string> PropertyNames => _dictionary is null
        ? [.. _object.Properties.Select(property => property.Name)]
        : [.. _dictionary.Keys.OfType<object>().Select(key => key.ToString() ?? "")];

    public bool TryGetValue(string name, out object? value)
    {
        if (_dictionary is not null)
        {
            foreach (DictionaryEntry entry in _dictionary)
            {
                if (string.Equals(entry.Key?.ToString(), name, StringComparison.OrdinalIgnoreCase))
                {
                    value = Unwrap(entry.Value);
                    return true;
                }
            }
        }

        value = null;
        if (_object.Properties[name] is not { } property)
        {
            return false;
        }

        try
        {
            value = Unwrap(property.Value);
            return true;
        }
        catch (GetValueException)
        {
            // A property that cannot say its value (a lazy one whose session is gone) is as good as not given: the
            // error of the input then names the field that is missing.
            return false;
        }
    }

    private static object? Unwrap(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } nested => new PSObjectPersonSource(nested),
        PSObject wrapped => wrapped.BaseObject,
        _ => value,
    };
}

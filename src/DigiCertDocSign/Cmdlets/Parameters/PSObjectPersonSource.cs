using System.Collections;
using System.Management.Automation;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Shows a piped object, of whatever kind, to the person resolver as names and values.</summary>
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
            // A property that cannot say its value (a lazy one whose session is gone) is as good as not given: the row's
            // own error then names the field that is missing.
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

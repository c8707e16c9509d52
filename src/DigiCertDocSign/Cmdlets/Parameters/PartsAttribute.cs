using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>
/// Looks at the hashtables from which PowerShell makes an object of several parts, such as a contact. Its own error about a wrong key is a
/// page of type names. The values are not repeated: a card number may be among them.
/// </summary>
public sealed class PartsAttribute(Type type) : ArgumentTransformationAttribute
{
    /// <summary>Of the object that is made.</summary>
    public Type Type { get; } = type;

    private PropertyInfo[] Parts => [.. Type.GetProperties().Where(part => part.CanWrite)];

    private string Names => string.Join(", ", Parts.Select(part => part.Name));

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = Bare.Value(inputData);
        foreach (object? one in given is IList several ? several.Cast<object?>() : [inputData])
        {
            Look(one);
        }

        return inputData;
    }

    private void Look(object? one)
    {
        switch (Bare.Value(one))
        {
            case null:
                return;
            case IDictionary table:
                foreach (DictionaryEntry entry in table)
                {
                    Look(LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value);
                }

                return;
            case PSCustomObject:
                foreach (PSPropertyInfo property in PSObject.AsPSObject(one).Properties)
                {
                    Look(property.Name, property.Value);
                }

                return;
            case string or ValueType:
                throw new ArgumentTransformationMetadataException(
                    $"It takes a hashtable such as @{{ {Parts[0].Name} = ... }}, with the keys {Names}.");
        }
    }

    private void Look(string key, object? value)
    {
        PropertyInfo part = Parts.FirstOrDefault(one => string.Equals(one.Name, key, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentTransformationMetadataException($"'{key}' is none of its keys. They are {Names}.");
        if (!LanguagePrimitives.TryConvertTo(value, part.PropertyType, out _))
        {
            Type needed = Nullable.GetUnderlyingType(part.PropertyType) ?? part.PropertyType;
            string what = needed.IsPrimitive && needed != typeof(bool) ? "a number"
                : needed == typeof(bool) ? "$true or $false"
                : $"a value of type {needed.Name}";
            throw new ArgumentTransformationMetadataException($"The value of {part.Name} is not {what}.");
        }
    }
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Security;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>
/// Takes a hashtable, or an object such as a row of Import-Csv, for a parameter that has fields; also several at once. PowerShell does
/// that by itself, but not in constrained language mode, where it makes no objects of types that it does not know; and its own error about
/// a wrong key is a page of type names. No message repeats a value: a card number may be among them.
/// </summary>
public sealed class FieldsOfAttribute(Type type) : ArgumentTransformationAttribute
{
    public Type Type { get; } = type;

    private IEnumerable<PropertyInfo> Fields => Type.GetProperties().Where(property => property.CanWrite);

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = Bare.Value(inputData);
        return bare switch
        {
            null => null,
            _ when Type.IsInstanceOfType(bare) => bare,
            SigningContact contact when Type == typeof(OrderContact) => contact.ToOrderContact(),
            IDictionary table => Make(table.Cast<DictionaryEntry>().Select(entry => Field(entry.Key, entry.Value))),
            IList list => list.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            PSCustomObject => Make(PSObject.AsPSObject(inputData).Properties.Select(property => Field(property.Name, property.Value))),
            string or ValueType => throw new ArgumentTransformationMetadataException(
                $"It takes a hashtable such as @{{ {Fields.First().Name} = ... }}, with the keys {Names}."),
            _ => inputData,
        };
    }

    private string Names => string.Join(", ", Fields.Select(property => property.Name));

    private static (string Name, object? Value) Field(object key, object? value) => ($"{Bare.Value(key)}", value);

    private object Make(IEnumerable<(string Name, object? Value)> fields)
    {
        object made = Activator.CreateInstance(Type)!;
        foreach ((string name, object? value) in fields)
        {
            PropertyInfo property = Fields.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentTransformationMetadataException($"'{name}' is none of its keys. They are {Names}.");

            // An empty cell of a CSV file says nothing.
            if (Bare.Value(value) is not (null or "" or DBNull))
            {
                property.SetValue(made, Converted(property, value));
            }
        }

        return made;
    }

    private static object? Converted(PropertyInfo property, object? value)
    {
        Type wanted = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

        // To PowerShell each text is true, "False" as well.
        if (wanted == typeof(bool) && Bare.Value(value) is string text)
        {
            return bool.TryParse(text, out bool flag)
                ? flag
                : throw new ArgumentTransformationMetadataException($"The value of {property.Name} is not $true or $false.");
        }

        if (LanguagePrimitives.TryConvertTo(value, wanted, CultureInfo.InvariantCulture, out object? converted))
        {
            return converted;
        }

        string what = wanted.IsPrimitive && wanted != typeof(bool) ? "a number"
            : wanted == typeof(bool) ? "$true or $false"
            : wanted == typeof(SecureString) ? "a secure string, as from Read-Host -AsSecureString"
            : wanted.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(wanted))}"
            : $"a value of type {wanted.Name}";
        throw new ArgumentTransformationMetadataException($"The value of {property.Name} is not {what}.");
    }
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Security;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>
/// Takes a hashtable, or an object such as a row of Import-Csv, for a parameter that has fields; also several at once. PowerShell does
/// that by itself, but not in constrained language mode, where it makes no objects of types that it does not know.
/// </summary>
public sealed class FieldsOfAttribute(Type type) : ArgumentTransformationAttribute
{
    public Type Type { get; } = type;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = Bare.Value(inputData);
        return bare switch
        {
            null => null,
            _ when Type.IsInstanceOfType(bare) => bare,
            IDictionary table => Make(table.Cast<DictionaryEntry>().Select(entry => Field(entry.Key, entry.Value))),
            IList list => list.Cast<object?>().Select(one => Transform(engineIntrinsics, one)).ToArray(),
            PSCustomObject => Make(PSObject.AsPSObject(inputData).Properties.Select(property => Field(property.Name, property.Value))),
            _ => inputData,
        };
    }

    private static (string Name, object? Value) Field(object key, object? value) => ($"{Bare.Value(key)}", value);

    private object Make(IEnumerable<(string Name, object? Value)> fields)
    {
        object made = Activator.CreateInstance(Type)!;
        foreach ((string name, object? value) in fields)
        {
            PropertyInfo property = Type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                ?? throw new ArgumentTransformationMetadataException(
                    $"There is no field '{name}'; there are {string.Join(", ", Type.GetProperties().Select(known => known.Name))}.");

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
                : throw new ArgumentTransformationMetadataException($"{property.Name} takes true or false.");
        }

        try
        {
            return LanguagePrimitives.ConvertTo(value, wanted, CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException) when (wanted == typeof(SecureString))
        {
            // The message of PowerShell would have the value in it.
            throw new ArgumentTransformationMetadataException($"{property.Name} takes a secure string, as from Read-Host -AsSecureString.");
        }
        catch (PSInvalidCastException failure)
        {
            throw new ArgumentTransformationMetadataException($"{property.Name}: {failure.Message}", failure);
        }
    }
}

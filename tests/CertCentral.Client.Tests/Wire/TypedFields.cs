using System.Collections;
using System.Reflection;

namespace CertCentral.Tests.Wire;

/// <summary>Finds what a typed object could only keep raw.</summary>
internal static class TypedFields
{
    /// <summary>Paths of all extra fields, however deep.</summary>
    public static IEnumerable<string> Extra(WireObject value, string path = "")
    {
        foreach (string name in value.ExtraFields.Keys)
        {
            yield return path + name;
        }

        foreach (PropertyInfo? property in value
            .GetType()
            .GetProperties()
            .Where(property => property.Name != nameof(WireObject.ExtraFields)))
        {
            IEnumerable<(WireObject, string)> children = property.GetValue(value) switch
            {
                WireObject child => [(child, path + property.Name + ".")],
                IEnumerable list and not string =>
                    list.OfType<WireObject>().Select((child, index) => (child, $"{path}{property.Name}[{index}].")),
                _ => Enumerable.Empty<(WireObject, string)>(),
            };
            foreach (string? extra in children.SelectMany(child => Extra(child.Item1, child.Item2)))
            {
                yield return extra;
            }
        }
    }
}

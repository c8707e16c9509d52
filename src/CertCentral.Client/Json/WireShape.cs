using System.Collections.Concurrent;
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace CertCentral.Json;

/// <summary>The wire form of one type of object. It is made once for each type.</summary>
internal sealed class WireShape
{
    private static readonly ConcurrentDictionary<Type, WireShape> Shapes = new();
    private static readonly SnakeCaseNamingStrategy Naming = new();
    private readonly Type _type;
    private readonly WireProperty[] _properties;
    private readonly Dictionary<string, WireProperty> _byName;

    private WireShape(Type type)
    {
        _type = type;
        _properties =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite)
                .Select(property => new WireProperty(property, Naming.GetPropertyName(property.Name, hasSpecifiedName: false))),
        ];
        _byName = _properties.ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
    }

    public static WireShape Of(Type type) => Shapes.GetOrAdd(type, static key => new WireShape(key));

    public WireObject Read(JObject fields)
    {
        var owner = (WireObject)Activator.CreateInstance(_type)!;
        foreach (KeyValuePair<string, JToken?> field in fields)
        {
            JToken value = field.Value!;
            if (Find(field.Key, fields) is { } property
                && (value.Type is not JTokenType.Null || property.Value is RawValue)
                && property.Value.Read(value) is { } read)
            {
                property.Set(owner, read);
            }
            else
            {
                owner.ExtraFields[field.Key] = value;
            }
        }

        return owner;
    }

    public void Write(JsonWriter writer, WireObject owner)
    {
        writer.WriteStartObject();
        foreach (WireProperty property in _properties)
        {
            if (property.Get(owner) is { } value)
            {
                writer.WritePropertyName(property.Name);
                property.Value.Write(writer, value);
            }
        }

        if (owner.ExtraFieldsOrNull is { } extraFields)
        {
            WriteExtraFields(writer, owner, extraFields);
        }

        writer.WriteEndObject();
    }

    private void WriteExtraFields(JsonWriter writer, WireObject owner, IReadOnlyDictionary<string, JToken> extraFields)
    {
        foreach (KeyValuePair<string, JToken> extra in extraFields)
        {
            // A property that the caller has set since wins over the raw value that was kept for it.
            bool isTaken = _byName.TryGetValue(extra.Key, out WireProperty? property)
                && property.Name == extra.Key
                && property.Get(owner) is not null;
            if (!isTaken)
            {
                writer.WritePropertyName(extra.Key);
                (extra.Value ?? JValue.CreateNull()).WriteTo(writer);
            }
        }
    }

    // Some names come in another case (Intermediates). Where both cases come, the property takes the field in the right one.
    private WireProperty? Find(string name, JObject fields) =>
        _byName.TryGetValue(name, out WireProperty? property) && (property.Name == name || !fields.ContainsKey(property.Name))
            ? property
            : null;
}

/// <summary>One property of a wire object: its wire name and how its values are read and written.</summary>
internal sealed class WireProperty(PropertyInfo property, string name)
{
    public string Name { get; } = name;

    public WireValue Value { get; } =
        WireValue.For(property.PropertyType, property.IsDefined(typeof(NumberOnWireAttribute), inherit: false));

    public object? Get(WireObject owner) => property.GetValue(owner);

    public void Set(WireObject owner, object? value) => property.SetValue(owner, value);
}

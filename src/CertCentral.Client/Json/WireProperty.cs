using System.Reflection;

namespace CertCentral.Json;

/// <summary>One property of a wire object: its wire name and how its values are read and written.</summary>
internal sealed class WireProperty(PropertyInfo property, string name)
{
    public string Name { get; } = name;

    public WireValue Value { get; } =
        WireValue.For(property.PropertyType, property.IsDefined(typeof(NumberOnWireAttribute), inherit: false));

    public object? Get(WireObject owner) => property.GetValue(owner);

    public void Set(WireObject owner, object? value) => property.SetValue(owner, value);
}

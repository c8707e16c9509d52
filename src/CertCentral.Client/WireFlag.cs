namespace CertCentral;

/// <summary>
/// A yes or no that the documentation writes in two forms. It is sent as a JSON boolean unless <see cref="AsNumber"/>
/// asks for <c>1</c> and <c>0</c>. A <see cref="bool"/> is converted without a cast.
/// </summary>
public readonly record struct WireFlag(bool Value, bool AsNumber = false)
{
    public static implicit operator WireFlag(bool value) => new(value);
}

namespace CertCentral.Json;

/// <summary>Text that goes over the wire as a number where it is all digits (<c>2048</c>), else as text (<c>p-256</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberOnWireAttribute : Attribute;

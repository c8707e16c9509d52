using Newtonsoft.Json.Linq;

namespace CertCentral.Orders;

/// <summary>A field that administrators of the account have added to orders.</summary>
public sealed class CustomField : WireObject
{
    public long? MetadataId { get; init; }
    public string? Label { get; init; }

    /// <summary>As sent: text, number, list or null.</summary>
    public JToken? Value { get; init; }
}

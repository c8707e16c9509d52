namespace CertCentral.Orders;

/// <summary>Which API key placed the order.</summary>
public sealed class OrderApiKey : WireObject
{
    public string? Name { get; init; }

    /// <summary><c>api_key</c> or <c>acme_url</c>.</summary>
    public string? KeyType { get; init; }
}

namespace CertCentral.Transport;

/// <summary>A call of the API: method and path, with variables in braces.</summary>
internal sealed record ApiRoute(HttpMethod Method, string Template)
{
    // GET changes nothing and each PUT of this API sets a state, so both may be sent twice; a POST may have cost money.
    public bool IsRepeatable { get; init; } = Method == HttpMethod.Get || Method == HttpMethod.Put;
}

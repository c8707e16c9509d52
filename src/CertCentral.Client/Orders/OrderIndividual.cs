namespace CertCentral.Orders;

/// <summary>The person the certificate is issued to, in the words of the other document-signing products.</summary>
public sealed class OrderIndividual : WireObject
{
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public string? Telephone { get; init; }
    public string? Country { get; init; }
    public string? JobTitle { get; init; }
}

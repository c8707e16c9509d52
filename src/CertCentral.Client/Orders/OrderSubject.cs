namespace CertCentral.Orders;

/// <summary>The person the certificate is issued to.</summary>
public sealed class OrderSubject : WireObject
{
    public string? GivenName { get; set; }
    public string? Surname { get; set; }
    public string? JobTitle { get; set; }
    public string? Phone { get; set; }
    public string? Email { get; set; }
}

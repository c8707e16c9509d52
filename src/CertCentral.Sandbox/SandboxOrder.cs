namespace CertCentral.Sandbox;

/// <summary>What the sandbox knows of one order, for tests to compare with.</summary>
public sealed record SandboxOrder
{
    public required long Id { get; init; }
    public required string Status { get; init; }
    public required string ProductNameId { get; init; }
    public required DateTimeOffset DateCreated { get; init; }
    public required long OrganizationId { get; init; }
    public required string GivenName { get; init; }
    public required string Surname { get; init; }
    public required string JobTitle { get; init; }
    public required string Phone { get; init; }
    public required string Email { get; init; }
    public required string ProvisioningMethod { get; init; }
    public required string PaymentMethod { get; init; }
    public required decimal Price { get; init; }
    public string? Comments { get; init; }
    public string? Csr { get; init; }
    public long? RenewalOfOrderId { get; init; }

    /// <summary>Of the certificate in force; of an approved order without one, of the certificate that is to come.</summary>
    public long? CertificateId { get; init; }

    /// <summary>Upper-case hex; null before issue.</summary>
    public string? SerialNumber { get; init; }
    public required IReadOnlyList<SandboxRequest> Requests { get; init; }
}

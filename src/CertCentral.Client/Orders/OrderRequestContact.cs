namespace CertCentral.Orders;

/// <summary>
/// A contact of the organization. For a person whom the account knows, send ids only: a name beside a <see cref="UserId"/> renames
/// that user.
/// </summary>
public sealed class OrderRequestContact : WireObject
{
    /// <summary>Id of the contact within the organization.</summary>
    public long? Id { get; set; }

    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? JobTitle { get; set; }
    public string? Telephone { get; set; }

    /// <summary><c>organization_contact</c>, <c>technical_contact</c>, <c>verified_contact</c>.</summary>
    public string? ContactType { get; set; }

    public long? UserId { get; set; }
}

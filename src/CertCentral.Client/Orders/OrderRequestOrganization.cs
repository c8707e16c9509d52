namespace CertCentral.Orders;

/// <summary>The organization of an order: either <see cref="Id"/> of an existing one, or the details of a new one.</summary>
public sealed class OrderRequestOrganization : WireObject
{
    public long? Id { get; set; }
    public string? Name { get; set; }
    public string? AssumedName { get; set; }
    public string? Address { get; set; }
    public string? Address2 { get; set; }
    public string? City { get; set; }
    public string? State { get; set; }
    public string? Zip { get; set; }

    /// <summary>Two letters, ISO 3166.</summary>
    public string? Country { get; set; }

    public string? Telephone { get; set; }

    /// <summary>True makes a new organization even where one with the same data exists.</summary>
    public bool? SkipDuplicateOrgCheck { get; set; }

    public List<OrderRequestContact>? Contacts { get; set; }
}

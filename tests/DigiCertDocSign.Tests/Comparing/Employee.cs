using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>Somebody of the simulated company, with what was bought for him or her so far.</summary>
internal sealed class Employee(int id)
{
    public const string GivenName = "Kim";

    public int Id => id;

    public required string Surname { get; set; }

    public required string Email { get; set; }

    public string Title { get; set; } = "Buyer";

    /// <summary>The organization whose list the person is in.</summary>
    public required long Organization { get; set; }

    /// <summary>The first night without the person; null while he or she is there.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>Calm nights in a row in which something was due and was not bought.</summary>
    public int Overdue { get; set; }

    /// <summary>The oldest first.</summary>
    public List<Bought> Orders { get; } = [];

    public Bought? Last => Orders.Count > 0 ? Orders[^1] : null;

    public PSObject ToObject() => ModuleSession.Input(
        ("EmployeeID", $"{id}"), ("GivenName", GivenName), ("Surname", Surname), ("Title", Title), ("OfficePhone", "+47 1"),
        ("EmailAddress", Email));

    /// <inheritdoc/>
    public override string ToString() => $"{id} {Surname} <{Email}> of {Organization}";
}

/// <summary>An order as the model knows it: for whom it was, and how long its certificate is valid.</summary>
internal sealed class Bought(long orderId, string surname, string email, long organization, long? renewalOf, bool replaces)
{
    public long OrderId => orderId;

    public string Surname => surname;

    public string Email => email;

    public long Organization => organization;

    public long? RenewalOf => renewalOf;

    /// <summary>It was bought since the certificate of the day did not fit any more.</summary>
    public bool Replaces => replaces;

    /// <summary>The last day of the certificate; null until it is issued.</summary>
    public DateTime? LastDay { get; set; }

    public bool IsRevoked { get; set; }

    public bool IsValid(DateTimeOffset at) => LastDay is { } last && !IsRevoked && last >= at.UtcDateTime.Date;

    public bool Fits(Employee one) => surname == one.Surname && email == one.Email && organization == one.Organization;
}

using CertCentral.Orders;
using CertCentral.Organizations;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Renewing;

/// <summary>What an order hands on to the one that renews or replaces it. What the operator gives goes before it.</summary>
/// <param name="old">The order.</param>
internal sealed class Inheritance(FormerOrder old)
{
    private const string Main = "organization_contact";
    private const string Technical = "technical_contact";
    private const int MostDays = 1095;
    private const double DaysOfYear = 365.25;

    // Two words for one term may be some days apart: leap years, and the day of issue.
    private const int Slack = 3;

    private OrderInfo Info => old.Info;

    /// <summary>Whether the new order is for the organization of the old one.</summary>
    public bool KeepsOrganization(OrderDraft given) =>
        given.Organization is null && (given.OrganizationId is null || given.OrganizationId == old.Order.OrganizationId);

    /// <summary>What is ordered; its contacts are asked for apart.</summary>
    /// <param name="given">What the operator gave.</param>
    /// <exception cref="DocSigningException">RenewalNotPossible: how the certificate gets its key is not known.</exception>
    public OrderDraft Complete(OrderDraft given)
    {
        bool hasValidity = given.Years is not null || given.Days is not null || !string.IsNullOrWhiteSpace(given.ExpirationDate);
        (int? years, int? days) = hasValidity ? (given.Years, given.Days) : Validity();
        return given with
        {
            OrganizationId = given.OrganizationId ?? (given.Organization is null ? old.Order.OrganizationId : null),
            ContainerId = given.ContainerId ?? (KeepsOrganization(given) ? old.Order.ContainerId : null),
            ProvisioningMethod = given.ProvisioningMethod ?? Provisioning() ?? throw RenewalFaults.ProvisioningNotShown(old.Order),
            Years = years,
            Days = days,
            AdditionalUsages = given.AdditionalUsages.Count > 0 ? given.AdditionalUsages : [.. Usages],
            AdditionalEmails = given.AdditionalEmails.Count > 0 ? given.AdditionalEmails : [.. old.Order.AdditionalEmails],
            UserIdAssignments = given.UserIdAssignments.Count > 0 ? given.UserIdAssignments : [.. old.Order.UserIds],
            CustomRenewalMessage =
                string.IsNullOrWhiteSpace(given.CustomRenewalMessage) ? old.Order.RenewalMessage : given.CustomRenewalMessage,
            SignatureHash = given.SignatureHash ?? Hash(),
        };
    }

    /// <summary>Empty where the order shows none.</summary>
    public IReadOnlyList<string> Usages =>
        [.. (Info.Certificate?.UsageDesignation?.AdditionalUsages ?? []).Where(usage => !string.IsNullOrWhiteSpace(usage))];

    /// <summary>Whether all contacts of the order are among these.</summary>
    public bool AreAmong(IReadOnlyList<SigningContact> known) => Shown().All(one => Find(known, one.Type, one.Contact) is not null);

    /// <summary>The contacts of the order, which shows no ids of them, as the account knows them.</summary>
    /// <param name="known">Those of the organization, and where they do not do, the account's users.</param>
    /// <exception cref="DocSigningException">ContactMissing: one of them is not there.</exception>
    public IReadOnlyList<SigningContact> Contacts(IReadOnlyList<SigningContact> known) =>
        [.. Shown().Select(one => Find(known, one.Type, one.Contact)
            ?? throw RenewalFaults.ContactGone(old.Order, one.Type, one.Contact))];

    /// <summary>Those of <see cref="Contacts"/> that the organization does not have: the account has a user who fits.</summary>
    /// <param name="ofOrganization">The organization's contacts.</param>
    /// <param name="found">By <see cref="Contacts"/>.</param>
    public IReadOnlyList<SigningContact> Strays(IReadOnlyList<SigningContact> ofOrganization, IReadOnlyList<SigningContact> found) =>
    [
        .. Shown().Zip(found, (one, contact) => (One: one, Contact: contact))
            .Where(pair => Find(ofOrganization, pair.One.Type, pair.One.Contact) is null)
            .Select(pair => pair.Contact),
    ];

    private IEnumerable<(string Type, Contact Contact)> Shown()
    {
        if (Info.OrganizationContact is { } main && IsNamed(main))
        {
            yield return (Main, main);
        }

        // The server makes the organization contact the technical one by itself.
        if (Info.TechnicalContact is { } technical && IsNamed(technical) && !IsSame(technical, Info.OrganizationContact))
        {
            yield return (Technical, technical);
        }

        foreach (Contact verified in (Info.VerifiedContacts ?? []).Where(IsNamed))
        {
            yield return ("verified_contact", verified);
        }
    }

    private static SigningContact? Find(IReadOnlyList<SigningContact> known, string type, Contact shown) => known
        .Where(contact => (contact.UserId ?? contact.ContactId) is not null && IsSame(shown, contact))
        .OrderByDescending(contact => OrderName.Comparer.Equals(OrderName.Of(Name(shown)), OrderName.Of(contact.Name)))
        .ThenByDescending(contact => contact.ContactType == type)
        .Select(contact => contact with { ContactType = type })
        .FirstOrDefault();

    private static bool IsNamed(Contact contact) => Name(contact).Length > 0 || !string.IsNullOrWhiteSpace(contact.Email);

    private static bool IsSame(Contact one, Contact? other) =>
        other is not null && IsSame((Name(one), one.Email), (Name(other), other.Email));

    private static bool IsSame(Contact shown, SigningContact known) => IsSame((Name(shown), shown.Email), (known.Name, known.Email));

    /// <summary>By address and name: several people may have one mailbox. One of the two decides where the other is not shown.</summary>
    private static bool IsSame((string? Name, string? Email) one, (string? Name, string? Email) other)
    {
        (string? name, string? otherName) = (OrderName.Of(one.Name), OrderName.Of(other.Name));
        return one.Email is not null && other.Email is not null
            ? EmailAddress.AreSame(one.Email, other.Email)
                && (name is null || otherName is null || NameKeys.Fits(name, otherName) != false)
            : name is not null && OrderName.Comparer.Equals(name, otherName);
    }

    private static string Name(Contact contact) =>
        FullName.Of(contact.FirstName, contact.LastName) is { Length: > 0 } name ? name : contact.Name ?? "";

    /// <summary>As it was ordered, where all that is shown says the same. Nothing where that is unclear: it decides the price.</summary>
    private (int? Years, int? Days) Validity()
    {
        OrderValidity? shown = Info.Certificate?.CertValidity;
        int? span = old.Order is { ValidFrom: { } first, ValidTill: { } last } ? (int)(last - first).TotalDays + 1 : null;
        double[] terms =
        [
            .. new[] { Info.ValidityYears * DaysOfYear, shown?.Years * DaysOfYear, shown?.Days, span }.OfType<double>()
                .Where(days => days > 0),
        ];
        return terms.Length == 0 || terms.Max() - terms.Min() > Slack ? (null, null)
            : new[] { Info.ValidityYears, shown?.Years }.FirstOrDefault(years => years > 0) is { } years ? (years, null)
            : shown?.Days is > 0 ? (null, shown.Days)
            : span <= MostDays && !old.IsReissued ? (null, span)
            : (null, null);
    }

    private ProvisioningMethod? Provisioning() => old.Order.ProvisioningMethod switch
    {
        nameof(ProvisioningMethod.Email) => ProvisioningMethod.Email,
        nameof(ProvisioningMethod.ShipToken) => ProvisioningMethod.ShipToken,
        nameof(ProvisioningMethod.ClientApp) => ProvisioningMethod.ClientApp,
        _ => null,
    };

    private SignatureHash? Hash() => StatusWords.Pascal(old.Order.SignatureHash) switch
    {
        nameof(SignatureHash.Sha256) => SignatureHash.Sha256,
        nameof(SignatureHash.Sha384) => SignatureHash.Sha384,
        nameof(SignatureHash.Sha512) => SignatureHash.Sha512,
        _ => null,
    };
}

using CertCentral.Orders;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Orders;

/// <summary>
/// Every rule that the page of the order call states, applied before anything is sent, and the body of the call that a draft becomes. Where
/// the page contradicts itself or its sister pages, the reading is the careful one, and the rule says which.
/// </summary>
/// <remarks>Services API: POST order/certificate/ds_org_individual.</remarks>
public static class OrderRules
{
    /// <summary>The faults that do not depend on the person: found once, before the first input.</summary>
    /// <param name="draft">What is to be ordered.</param>
    /// <param name="now">Dates are compared with this day in UTC.</param>
    public static IReadOnlyList<Fault> FaultsOfDraft(OrderDraft draft, DateTimeOffset now)
    {
        List<Fault> faults = FaultsOfParameters(draft, now);
        if (TextRules.Clean(draft.Csr) is { } csr)
        {
            KeyRules.Inspect(csr, draft, faults);
        }

        return faults;
    }

    /// <summary>The faults of one input, besides those of <see cref="FaultsOfDraft"/>, which have looked at a CSR of the draft.</summary>
    /// <param name="draft">What is ordered.</param>
    /// <param name="person">For whom.</param>
    /// <param name="csr">The CSR that came with the person.</param>
    public static IReadOnlyList<Fault> FaultsOfInput(OrderDraft draft, Person person, string? csr)
    {
        var faults = new List<Fault>();
        PersonRules.Apply(person, faults, warnings: null);
        if (TextRules.Clean(csr) is not null || TextRules.Clean(draft.Csr) is null)
        {
            KeyRules.ReadCsr(draft, csr, faults);
        }

        return faults;
    }

    /// <summary>The order for one person, as the call takes it.</summary>
    /// <param name="draft">What is ordered.</param>
    /// <param name="person">For whom.</param>
    /// <param name="csr">The CSR that came with the person; else the draft's is used.</param>
    /// <param name="now">Dates are compared with this day in UTC.</param>
    /// <exception cref="DocSigningException">With every fault of the draft, the person and the CSR.</exception>
    public static OrderRequest Build(OrderDraft draft, Person person, string? csr, DateTimeOffset now)
    {
        List<Fault> faults = FaultsOfParameters(draft, now);
        PersonRules.Apply(person, faults, warnings: null);
        CsrInfo? info = KeyRules.ReadCsr(draft, csr, faults);
        return faults.Count == 0 ? OrderRequestWriter.Write(draft, person, info) : throw CollectedFaults.Of(faults);
    }

    private static List<Fault> FaultsOfParameters(OrderDraft draft, DateTimeOffset now)
    {
        var faults = new List<Fault>();
        if (!draft.AgreeToSubscriberAgreement)
        {
            faults.Add(
                FaultKind.AgreementMissing,
                "AgreeToSubscriberAgreement",
                "an order needs your agreement to DigiCert's Certificate Subscriber Agreement; add -AgreeToSubscriberAgreement "
                    + "when you agree.");
        }

        OrganizationRules.Apply(draft, faults);
        ProvisioningRules.Apply(draft, faults);
        ValidityRules.Apply(draft, now, faults);
        KeyRules.Apply(draft, faults);
        PaymentRules.Apply(draft, now, faults);
        OptionRules.Apply(draft, faults);
        return faults;
    }
}

/// <summary>
/// A token that is mailed needs an address. The other ways must not have one: somebody would wait for a token that never comes.
/// </summary>
internal static class ProvisioningRules
{
    public static void Apply(OrderDraft draft, List<Fault> faults)
    {
        ProvisioningMethod method = draft.ProvisioningOrDefault;
        if (WireWords.Of(method) is null)
        {
            faults.Add(FaultKind.OrderFieldInvalid, "ProvisioningMethod", "is unknown; use Email, ShipToken or ClientApp.");
        }
        else if (method == ProvisioningMethod.ShipToken && draft.ShipTo is null)
        {
            faults.Add(
                FaultKind.ShippingAddressMissing,
                "ShipTo",
                "ShipToken needs the address that the token is mailed to: Name, Addr1, City, State, Zip, Country and Method.");
        }
        else if (method != ProvisioningMethod.ShipToken && draft.ShipTo is not null)
        {
            faults.Add(
                FaultKind.ShippingAddressInvalid,
                "ShipTo",
                $"an address is given, but {method} mails no token; leave it out or use ShipToken.");
        }

        if (draft.ShipTo is { } address)
        {
            ApplyToAddress(address, faults);
        }
    }

    private static void ApplyToAddress(ShippingAddress address, List<Fault> faults)
    {
        const FaultKind kind = FaultKind.ShippingAddressInvalid;
        const string at = "ShipTo.";
        TextRules.Require(faults, kind, at + "Name", address.Name);
        TextRules.Require(faults, kind, at + "Addr1", address.Addr1);
        TextRules.Allow(faults, kind, at + "Addr2", address.Addr2);
        TextRules.Require(faults, kind, at + "City", address.City);
        TextRules.Require(faults, kind, at + "State", address.State);
        TextRules.Require(faults, kind, at + "Zip", address.Zip);
        TextRules.RequireCountry(faults, at + "Country", address.Country);
        if (WireWords.ShippingMethod(address.Method) is null)
        {
            string given = string.IsNullOrWhiteSpace(address.Method) ? "is missing" : $"'{address.Method}' is unknown";
            faults.Add(kind, at + "Method", $"{given}; use STANDARD, or EXPEDITED at extra cost.");
        }
    }
}

/// <summary>Everything that may be given and mostly is not.</summary>
internal static class OptionRules
{
    private const FaultKind Kind = FaultKind.OrderFieldInvalid;

    // The page of the order call states no limit. This one is ours: a server that cuts long comments shall not cut the intent's reference.
    private const int MostCommentCharacters = 200;

    public static void Apply(OrderDraft draft, List<Fault> faults)
    {
        TextRules.Id(faults, "ContainerId", draft.ContainerId, "a container");
        TextRules.Id(faults, "RenewalOfOrderId", draft.RenewalOfOrderId, "an order");
        if (draft.ServerPlatformId is < -1 or 0)
        {
            faults.Add(
                Kind,
                "ServerPlatformId",
                $"{draft.ServerPlatformId} is no server platform; use -1 (other) or an id that CertCentral lists (GET "
                    + "product/ds_org_individual, server_platforms).");
        }

        Word(faults, "CaCertId", draft.CaCertId);
        Word(faults, "PromoCode", draft.PromoCode);
        TextRules.AllowLines(faults, "Comment", draft.Comment, MostCommentCharacters);
        TextRules.AllowLines(faults, "CustomRenewalMessage", draft.CustomRenewalMessage);
        foreach (string? usage in draft.AdditionalUsages ?? [])
        {
            if (TextRules.Clean(usage) is null)
            {
                faults.Add(
                    Kind, "AdditionalUsage", "one of them is blank; remove it, or use document_signing, ms_document_signing or the like.");
            }

            Word(faults, "AdditionalUsage", usage);
        }

        foreach (long id in draft.UserIdAssignments ?? [])
        {
            TextRules.Id(faults, "UserIdAssignment", id, "a user");
        }

        foreach (string? email in draft.AdditionalEmails ?? [])
        {
            Email(faults, TextRules.Clean(email));
        }
    }

    /// <summary>The server knows its own list. But a space inside is a slip.</summary>
    private static void Word(List<Fault> faults, string field, string? text)
    {
        if (TextRules.Clean(text) is { } clean && (PersonText.Problem(clean) is not null || clean.Any(char.IsWhiteSpace)))
        {
            faults.Add(Kind, field, "holds a space or an invisible character; give one word.");
        }
    }

    private static void Email(List<Fault> faults, string? clean)
    {
        if (clean is null)
        {
            faults.Add(Kind, "AdditionalEmail", "one of them is blank; remove it.");
        }
        else if ((PersonText.Problem(clean) ?? MailAddressForm.Problem(clean)) is not null)
        {
            faults.Add(Kind, "AdditionalEmail", $"'{clean}' is no e-mail address; correct or remove it.");
        }
    }
}

using CertCentral.Orders;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Orders;

/// <summary>
/// Every rule that the page of the order call states, checked before anything is sent, and the request that comes of a draft. Where the
/// page contradicts itself or its sister pages, the reading is the careful one, and the rule says which.
/// </summary>
/// <remarks>Services API: POST order/certificate/ds_org_individual.</remarks>
public static class OrderRules
{
    /// <summary>The faults that do not depend on the person: found once, before the first row.</summary>
    /// <param name="draft">What is to be ordered.</param>
    /// <param name="now">Dates are compared with this day in UTC.</param>
    public static IReadOnlyList<Fault> CheckRun(OrderDraft draft, DateTimeOffset now)
    {
        var faults = RunFaults(draft, now);
        if (TextRules.Clean(draft.Csr) is { } csr)
        {
            Inspect(csr, draft, faults);
        }

        return faults;
    }

    /// <summary>The faults of one row, besides those of <see cref="CheckRun"/>; a CSR of the draft was looked at there.</summary>
    /// <param name="draft">What is ordered.</param>
    /// <param name="person">For whom.</param>
    /// <param name="csr">The CSR that came with the person.</param>
    public static IReadOnlyList<Fault> CheckRow(OrderDraft draft, Person person, string? csr)
    {
        var faults = new List<Fault>();
        PersonRules.Check(person, faults, warnings: null);
        if (TextRules.Clean(csr) is not null || TextRules.Clean(draft.Csr) is null)
        {
            CsrOf(draft, csr, faults);
        }

        return faults;
    }

    /// <summary>The request for one person.</summary>
    /// <param name="draft">What is ordered.</param>
    /// <param name="person">For whom.</param>
    /// <param name="csr">The CSR that came with the person; else the draft's is used.</param>
    /// <param name="now">Dates are compared with this day in UTC.</param>
    /// <exception cref="DocSigningException">With every fault of the draft, the person and the CSR.</exception>
    public static OrderRequest Build(OrderDraft draft, Person person, string? csr, DateTimeOffset now)
    {
        var faults = RunFaults(draft, now);
        PersonRules.Check(person, faults, warnings: null);
        var csrInfo = CsrOf(draft, csr, faults);
        return faults.Count == 0 ? OrderRequestWriter.Write(draft, person, csrInfo) : throw new DocSigningException(faults);
    }

    private static List<Fault> RunFaults(OrderDraft draft, DateTimeOffset now)
    {
        var faults = new List<Fault>();
        if (!draft.AgreeToSubscriberAgreement)
        {
            faults.Add(
                FaultKind.AgreementMissing,
                "AgreeToSubscriberAgreement",
                "an order needs your agreement to DigiCert's Certificate Subscriber Agreement; add -AgreeToSubscriberAgreement when "
                    + "you agree.");
        }

        OrganizationRules.Check(draft, faults);
        ContactRules.Check(draft, faults);
        ProvisioningRules.Check(draft, faults);
        ValidityRules.Check(draft, now, faults);
        KeyRules.Check(draft, faults);
        PaymentRules.Check(draft, now, faults);
        ExtrasRules.Check(draft, faults);
        return faults;
    }

    private static CsrInfo? CsrOf(OrderDraft draft, string? csr, List<Fault> faults)
    {
        var own = TextRules.Clean(csr);
        var common = TextRules.Clean(draft.Csr);
        if (ProvisioningRules.CsrFault(draft, own ?? common) is { } missing)
        {
            faults.Add(missing);
        }

        if ((own ?? common) is not { } text)
        {
            KeyRules.CheckWithoutCsr(draft, faults);
            return null;
        }

        if (Inspect(text, draft, faults) is not { } info)
        {
            return null;
        }

        if (own is not null && common is not null && Inspect(common, draft, []) is { } other && other.OneLine != info.OneLine)
        {
            faults.Add(FaultKind.CsrContradiction, "Csr", "-Csr is given, and the piped object carries another one; leave -Csr out.");
        }

        return info;
    }

    private static CsrInfo? Inspect(string csr, OrderDraft draft, List<Fault> faults)
    {
        try
        {
            var info = CsrInspector.Inspect(csr);
            KeyRules.CheckAgainst(info, draft, faults);
            return info;
        }
        catch (DocSigningException unreadable)
        {
            faults.AddRange(unreadable.Faults);
            return null;
        }
    }
}

/// <summary>
/// A token that is mailed needs an address; the other ways must not have one, or somebody waits for a token that never comes.
/// </summary>
internal static class ProvisioningRules
{
    /// <summary>The order page's own default; it costs nothing, since it then demands a CSR.</summary>
    public static ProvisioningMethod Of(OrderDraft draft) => draft.ProvisioningMethod ?? ProvisioningMethod.Email;

    public static void Check(OrderDraft draft, List<Fault> faults)
    {
        var method = Of(draft);
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
                FaultKind.ShippingAddressInvalid, "ShipTo", $"an address is given, but {method} mails no token; leave it out or use "
                    + "ShipToken.");
        }

        if (draft.ShipTo is { } address)
        {
            CheckAddress(address, faults);
        }
    }

    /// <summary>The fault of a missing CSR; null when none is needed.</summary>
    public static Fault? CsrFault(OrderDraft draft, string? csr)
    {
        const string field = "Csr";
        return Of(draft) != ProvisioningMethod.Email || TextRules.Clean(csr) is not null
            ? null
            : new Fault(
                FaultKind.CsrMissing,
                field,
                $"{field}: provisioning by Email certifies a key that exists already and needs its CSR. Pipe the person through "
                    + "New-DocSigningCsr, "
                + "give -Csr, or choose -ProvisioningMethod ShipToken or ClientApp.");
    }

    private static void CheckAddress(ShippingAddress address, List<Fault> faults)
    {
        const FaultKind kind = FaultKind.ShippingAddressInvalid;
        const string at = "ShipTo.";
        TextRules.Require(faults, kind, at + "Name", address.Name);
        TextRules.Require(faults, kind, at + "Addr1", address.Addr1);
        TextRules.Allow(faults, kind, at + "Addr2", address.Addr2);
        TextRules.Require(faults, kind, at + "City", address.City);
        TextRules.Require(faults, kind, at + "State", address.State);
        TextRules.Require(faults, kind, at + "Zip", address.Zip);
        Countries.Require(faults, at + "Country", address.Country);
        if (WireWords.ShippingMethod(address.Method) is null)
        {
            var given = string.IsNullOrWhiteSpace(address.Method) ? "is missing" : $"'{address.Method}' is unknown";
            faults.Add(kind, at + "Method", $"{given}; use STANDARD, or EXPEDITED at extra cost.");
        }
    }
}

/// <summary>Everything that may be given and mostly is not.</summary>
internal static class ExtrasRules
{
    private const FaultKind Kind = FaultKind.OrderFieldInvalid;

    public static void Check(OrderDraft draft, List<Fault> faults)
    {
        TextRules.Id(faults, "ContainerId", draft.ContainerId, "a container");
        TextRules.Id(faults, "RenewalOfOrderId", draft.RenewalOfOrderId, "an order");
        if (draft.ServerPlatformId is < -1 or 0)
        {
            faults.Add(Kind, "ServerPlatformId", $"{draft.ServerPlatformId} is no server platform; use -1 (other) or an id that "
                + "Get-DocSigningProduct lists.");
        }

        Word(faults, "CaCertId", draft.CaCertId);
        Word(faults, "PromoCode", draft.PromoCode);
        TextRules.AllowLines(faults, "Comment", draft.Comment);
        TextRules.AllowLines(faults, "CustomRenewalMessage", draft.CustomRenewalMessage);
        foreach (var usage in draft.AdditionalUsages ?? [])
        {
            if (TextRules.Clean(usage) is null)
            {
                faults.Add(Kind, "AdditionalUsage", "one of them is blank; remove it, or use document_signing, ms_document_signing "
                    + "or the like.");
            }

            Word(faults, "AdditionalUsage", usage);
        }

        foreach (var id in draft.UserIdAssignments ?? [])
        {
            TextRules.Id(faults, "UserIdAssignment", id, "a user");
        }

        foreach (var email in draft.AdditionalEmails ?? [])
        {
            var clean = TextRules.Clean(email);
            if (clean is null || (PersonText.Problem(clean) ?? MailAddressForm.Problem(clean)) is not null)
            {
                faults.Add(
                    Kind, "AdditionalEmail", clean is null ? "one of them is blank; remove it." : $"'{clean}' is no e-mail address; "
                        + "correct or remove it.");
            }
        }
    }

    /// <summary>Not checked against a list: the server knows its own. But a space inside is a slip.</summary>
    private static void Word(List<Fault> faults, string field, string? text)
    {
        if (TextRules.Clean(text) is { } clean && (PersonText.Problem(clean) is not null || clean.Any(char.IsWhiteSpace)))
        {
            faults.Add(Kind, field, "holds a space or an invisible character; give one word.");
        }
    }
}

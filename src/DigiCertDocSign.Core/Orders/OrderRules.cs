using System.Globalization;
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
    private const FaultKind FieldKind = FaultKind.OrderFieldInvalid;
    private const int MostYears = 3;
    private const int MostDays = 1095;
    private const string WireForm = "dd MMM yyyy";
    private const string IsoForm = "yyyy-MM-dd";

    private static readonly string[] Forms = [WireForm, "d MMM yyyy", IsoForm];

    // The page of the order call states no limit. This one is ours: a server that cuts long comments shall not cut the intent's reference.
    private const int MostCommentCharacters = 200;

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

    /// <exception cref="DocSigningException">With every fault of the draft's validity; the rest of the draft is not looked at.</exception>
    internal static void RequireValidity(OrderDraft draft, DateTimeOffset now)
    {
        var faults = new List<Fault>();
        ApplyValidity(draft, now, faults);
        if (faults.Count > 0)
        {
            throw CollectedFaults.Of(faults);
        }
    }

    /// <summary>The validity that the draft asks for, as the order call and the question for its price take it.</summary>
    internal static OrderValidity ValidityOf(OrderDraft draft) =>
        new() { Years = draft.Years, Days = draft.Days, CustomExpirationDate = DateOnWire(draft.ExpirationDate) };

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
        ApplyProvisioning(draft, faults);
        ApplyValidity(draft, now, faults);
        KeyRules.Apply(draft, faults);
        PaymentRules.Apply(draft, now, faults);
        ApplyOptions(draft, faults);
        return faults;
    }

    /// <summary>
    /// A token that is mailed needs an address. The other ways must not have one: somebody would wait for a token that never comes.
    /// </summary>
    private static void ApplyProvisioning(OrderDraft draft, List<Fault> faults)
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
            ApplyShippingAddress(address, faults);
        }
    }

    private static void ApplyShippingAddress(ShippingAddress address, List<Fault> faults)
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

    /// <summary>Exactly one of years, days and a date. The price hangs on it, so there is no default.</summary>
    private static void ApplyValidity(OrderDraft draft, DateTimeOffset now, List<Fault> faults)
    {
        string? date = TextRules.Clean(draft.ExpirationDate);
        int given = (draft.Years is null ? 0 : 1) + (draft.Days is null ? 0 : 1) + (date is null ? 0 : 1);
        if (given == 0)
        {
            faults.Add(
                FaultKind.ValidityMissing,
                "Years",
                "no validity is given, and it decides the price; give Years (1 to 3), Days (1 to 1095) or ExpirationDate.");
        }
        else if (given > 1)
        {
            faults.Add(
                FaultKind.ValidityAmbiguous,
                draft.Years is null ? "Days" : "Years",
                "Years, Days and ExpirationDate exclude one another; give exactly one.");
        }

        if (draft.Years is < 1 or > MostYears)
        {
            faults.Add(FaultKind.ValidityOutOfRange, "Years", $"{draft.Years} is out of range; 1, 2 or 3 years can be ordered.");
        }

        if (draft.Days is < 1 or > MostDays)
        {
            faults.Add(FaultKind.ValidityOutOfRange, "Days", $"{draft.Days} is out of range; 1 to {MostDays} days can be ordered.");
        }

        if (date is not null)
        {
            ApplyDate(date, now.UtcDateTime.Date, faults);
        }
    }

    /// <summary>The form of the wire, such as 09 JUN 2029; null for a text that the rules refuse.</summary>
    private static string? DateOnWire(string? text) =>
        TextRules.Clean(text) is { } clean && DayOf(clean) is { } date ? InWireForm(date) : null;

    private static void ApplyDate(string text, DateTime today, List<Fault> faults)
    {
        const string field = "ExpirationDate";
        DateTime last = today.AddYears(MostYears);
        if (DayOf(text) is not { } date)
        {
            DateTime example = today.AddYears(1);
            faults.Add(
                FaultKind.ExpirationDateInvalid,
                field,
                $"'{text}' does not mean the same in every culture, or is no date. Write day, English month and year, as in "
                    + $"'{InWireForm(example)}', or '{example.ToString(IsoForm, CultureInfo.InvariantCulture)}'.");
        }
        else if (date <= today)
        {
            faults.Add(
                FaultKind.ValidityOutOfRange,
                field,
                $"{InWireForm(date)} is not after today; the last day that can be ordered is {InWireForm(last)}.");
        }
        else if (date > last)
        {
            faults.Add(
                FaultKind.ValidityOutOfRange,
                field,
                $"{InWireForm(date)} is more than three years away; the last day that can be ordered is {InWireForm(last)}.");
        }
    }

    private static DateTime? DayOf(string text) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date) ? date : null;

    private static string InWireForm(DateTime date) => date.ToString(WireForm, CultureInfo.InvariantCulture).ToUpperInvariant();

    /// <summary>Everything that may be given and mostly is not.</summary>
    private static void ApplyOptions(OrderDraft draft, List<Fault> faults)
    {
        TextRules.Id(faults, "ContainerId", draft.ContainerId, "a container");
        TextRules.Id(faults, "RenewalOfOrderId", draft.RenewalOfOrderId, "an order");
        if (draft.ServerPlatformId is < -1 or 0)
        {
            faults.Add(
                FieldKind,
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
                    FieldKind,
                    "AdditionalUsage",
                    "one of them is blank; remove it, or use document_signing, ms_document_signing or the like.");
            }

            Word(faults, "AdditionalUsage", usage);
        }

        foreach (long id in draft.UserIdAssignments ?? [])
        {
            TextRules.Id(faults, "UserIdAssignment", id, "a user");
        }

        AllowEmails(faults, draft.AdditionalEmails ?? []);
    }

    /// <summary>Who besides the person gets the mails of an order.</summary>
    public static void AllowEmails(List<Fault> faults, IEnumerable<string?> emails)
    {
        foreach (string? email in emails)
        {
            Email(faults, TextRules.Clean(email));
        }
    }

    /// <summary>The server knows its own list. But a space inside is a slip.</summary>
    private static void Word(List<Fault> faults, string field, string? text)
    {
        if (TextRules.Clean(text) is { } clean && (PersonText.Problem(clean) is not null || clean.Any(char.IsWhiteSpace)))
        {
            faults.Add(FieldKind, field, "holds a space or an invisible character; give one word.");
        }
    }

    private static void Email(List<Fault> faults, string? clean)
    {
        if (clean is null)
        {
            faults.Add(FieldKind, "AdditionalEmail", "one of them is blank; remove it.");
        }
        else if ((PersonText.Problem(clean) ?? MailAddressForm.Problem(clean)) is not null)
        {
            faults.Add(FieldKind, "AdditionalEmail", $"'{clean}' is no e-mail address; correct or remove it.");
        }
    }
}

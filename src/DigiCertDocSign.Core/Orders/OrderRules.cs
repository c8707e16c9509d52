using CertCentral.Orders;
using DigiCertDocSign.Csr;
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

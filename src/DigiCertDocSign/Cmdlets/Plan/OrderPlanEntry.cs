using System.Management.Automation;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign;

/// <summary>What a run would do with one piped object. Its person, CSR and key reference pipe on to New-DocSigningOrder.</summary>
public sealed class OrderPlanEntry
{
    private readonly PlannedOrder _row;
    private readonly DocSigningConnection _madeOver;

    internal OrderPlanEntry(PlannedOrder row, OrderPlanSummary plan, OrderDraft draft, DocSigningConnection madeOver)
    {
        _row = row;
        _madeOver = madeOver;
        Plan = plan;
        Draft = draft;
    }

    public OrderPlanAction Action => _row.Action;

    public string? Name => $"{GivenName} {Surname}".Trim() is { Length: > 0 } name ? name : null;

    public string? GivenName => _row.Read.GivenName;

    public string? Surname => _row.Read.Surname;

    public string? JobTitle => _row.Read.JobTitle;

    public string? Phone => _row.Read.Phone;

    public string? Email => _row.Read.Email;

    /// <summary>Why nothing would be ordered; null for a row to be ordered.</summary>
    public string? Reason => _row.Reason;

    public IReadOnlyList<Fault> Faults => _row.Faults;

    /// <summary>What is allowed, but will cost vetting time or may not be meant.</summary>
    public IReadOnlyList<string> Warnings => _row.Warnings;

    /// <summary>The live order that there is for the person.</summary>
    public long? ExistingOrderId => _row.ExistingOrderId;

    /// <summary>Of a row to be ordered, with tax where it is known; null when DigiCert could not work it out.</summary>
    public decimal? Price => Action == OrderPlanAction.Order ? Plan.UnitPrice : null;

    public string? Csr => _row.Csr;

    public string? KeyReference => _row.KeyReference;

    public PSObject? InputObject => _row.Tag as PSObject;

    /// <summary>The whole plan in figures: counts, cost, time, the account's readiness.</summary>
    public OrderPlanSummary Plan { get; }

    /// <summary>Null where the row names no orderable person.</summary>
    internal Person? Person => _row.Person;

    /// <summary>What was planned for every row alike.</summary>
    internal OrderDraft Draft { get; }

    /// <summary>
    /// The faults of a run into which something is piped. A plan brings what is ordered, so nothing but the agreement is missing then; what is
    /// given beside it takes the place of all that was planned.
    /// </summary>
    /// <param name="faults">Those of the parameters alone.</param>
    /// <param name="given">The names of the parameters that say what to order.</param>
    internal static IReadOnlyList<Fault> CheckRun(IReadOnlyList<Fault> faults, string[] given) =>
        given.Length == 0 ? [.. faults.Where(fault => fault.Kind == FaultKind.AgreementMissing)]
        : !faults.Any(fault => fault.Kind == FaultKind.OrganizationMissing) ? faults
        : [.. faults, new Fault(FaultKind.OrganizationMissing, "InputObject", $"When a plan is piped in, leave out -{string.Join(", -", given)} and give it to New-DocSigningPlan instead: the plan says all of what is ordered.")];

    /// <exception cref="DocSigningException">
    /// PlanNotReady: the plan was made for another account; or, unless forced, that account is not ready for it.
    /// </exception>
    internal void RequireReady(DocSigningConnection connection, bool force)
    {
        bool isOther = _madeOver.AccountId is { } planned && connection.AccountId is { } account && planned != account;
        if (isOther || _madeOver.IsSandbox != connection.IsSandbox)
        {
            throw new DocSigningException(
                FaultKind.PlanNotReady,
                "InputObject",
                $"The plan was made over '{_madeOver}' for {_madeOver.Place}, and '{connection}' leads to {connection.Place}: it does not say who has an order there. Plan again over this connection.");
        }

        if (!force && Action == OrderPlanAction.Order && !Plan.CanRun)
        {
            throw new DocSigningException(FaultKind.PlanNotReady, "InputObject", $"The plan cannot be ordered as it is. {string.Join(" ", Plan.Checks.Where(check => check.Passed == false))}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Action} {Name} <{Email}>";
}

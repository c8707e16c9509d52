using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Plan;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign;

/// <summary>What a run would do with one piped object. Its person, CSR and key reference pipe on to New-DocSigningOrder.</summary>
public sealed class OrderPlanEntry
{
    private readonly PlannedOrder _planned;
    private readonly DocSigningConnection _madeOver;

    internal OrderPlanEntry(PlannedOrder planned, OrderPlanSummary plan, OrderDraft draft, DocSigningConnection madeOver)
    {
        _planned = planned;
        _madeOver = madeOver;
        Plan = plan;
        Draft = draft;
    }

    public OrderPlanAction Action => _planned.Action;

    public string? Name => FullName.Of(GivenName, Surname) is { Length: > 0 } name ? name : null;

    public string? GivenName => _planned.Read.GivenName;

    public string? Surname => _planned.Read.Surname;

    public string? JobTitle => _planned.Read.JobTitle;

    public string? Phone => _planned.Read.Phone;

    public string? Email => _planned.Read.Email;

    /// <summary>Why nothing would be ordered; null for an entry to be ordered.</summary>
    public string? Reason => _planned.Reason;

    public IReadOnlyList<Fault> Faults => _planned.Faults.ToArray();

    /// <summary>What is allowed, but will cost vetting time or may not be meant.</summary>
    public IReadOnlyList<string> Warnings => _planned.Warnings.ToArray();

    /// <summary>The live order that there is for the person.</summary>
    public long? ExistingOrderId => _planned.ExistingOrderId;

    /// <summary>
    /// A live order of the same name under another address, of twins or of one person whose address has changed: a warning says more.
    /// </summary>
    public long? NamesakeOrderId => _planned.NamesakeOrderId;

    /// <summary>Of an entry to be ordered, with tax where it is known; null when DigiCert could not work it out.</summary>
    public decimal? Price => Action == OrderPlanAction.Order ? Plan.UnitPrice : null;

    public string? Csr => _planned.Csr;

    public string? KeyReference => _planned.KeyReference;

    /// <summary>The directory's own id of the person, which is kept in the journal and never sent; null when it is not known.</summary>
    public string? DirectoryId => _planned.DirectoryId;

    public PSObject? InputObject => _planned.Tag as PSObject;

    /// <summary>The whole plan in figures: counts, cost, time, the account's readiness.</summary>
    public OrderPlanSummary Plan { get; }

    /// <summary>Null where the input names no orderable person.</summary>
    internal Person? Person => _planned.Person;

    /// <summary>What was planned for every input alike.</summary>
    internal OrderDraft Draft { get; }

    /// <exception cref="DocSigningException">
    /// PlanNotReady: the plan was made for another account; or, unless forced, that account is not ready for it.
    /// </exception>
    internal void RequireReady(DocSigningConnection connection, bool force)
    {
        bool isOther = _madeOver.AccountId is { } planned && connection.AccountId is { } account && planned != account;
        if (isOther || _madeOver.IsSandbox != connection.IsSandbox)
        {
            throw PlanFaults.OfAnotherAccount(_madeOver, connection);
        }

        if (!force && Action == OrderPlanAction.Order && !Plan.CanRun)
        {
            throw PlanFaults.NotReady(Plan);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Action} {Name} <{Email}>";
}

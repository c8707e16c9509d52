using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Plan;

/// <summary>What a run would do with each input, and in all.</summary>
/// <param name="Orders">In the order in which the inputs came.</param>
/// <param name="Summary">Counts, cost, time and the account's readiness.</param>
public sealed record OrderPlan(IReadOnlyList<PlannedOrder> Orders, OrderPlanSummary Summary);

/// <summary>What a run would do with one input.</summary>
public sealed class PlannedOrder
{
    private const string KeyFirst = "After New-DocSigningCsr: provisioning by Email certifies a key that exists already.";

    internal PlannedOrder(PersonResolution read, object? tag)
    {
        Person = read.Person;
        Read = read.Read;
        Csr = read.Csr;
        KeyReference = read.KeyReference;
        DirectoryId = read.DirectoryId;
        Faults = read.Faults;
        Warnings = read.Warnings;
        Tag = tag;
    }

    public OrderPlanAction Action { get; private set; } = OrderPlanAction.Order;

    /// <summary>Null where the input names no orderable person.</summary>
    public Person? Person { get; }

    /// <summary>What could be read of the person, faults or not.</summary>
    public PersonValues Read { get; }

    /// <summary>The CSR that came with the person, in PEM.</summary>
    public string? Csr { get; }

    /// <summary>Where the private key lives, when the piped object says so.</summary>
    public string? KeyReference { get; }

    /// <summary>The directory's own id of the person; null when it is not known.</summary>
    public string? DirectoryId { get; }

    /// <summary>Every fault of the input, so that it is corrected in one go.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; }

    /// <summary>What is allowed, but will cost vetting time or may not be meant.</summary>
    public IReadOnlyList<string> Warnings { get; private set; }

    /// <summary>Why nothing would be ordered, or what comes before the order; null for one that can be ordered as it is.</summary>
    public string? Reason { get; private set; }

    /// <summary>
    /// The order is for a key that is still to be made: New-DocSigningCsr comes first, and until then a run refuses the input.
    /// </summary>
    public bool NeedsCsr { get; private set; }

    /// <summary>The live order that there is for the person.</summary>
    public long? ExistingOrderId { get; private set; }

    /// <summary>A live order of the same name under another address, of twins or of one person whose address has changed.</summary>
    public long? NamesakeOrderId => Namesake?.OrderId;

    /// <summary>Anything by which the caller knows the input.</summary>
    public object? Tag { get; }

    /// <summary>Null where nothing is to be ordered, by the rules of an order alone.</summary>
    internal WantedOrder? Wanted { get; private set; }

    /// <summary>An order of the same name under another address.</summary>
    internal LiveOrder? Namesake { get; private set; }

    /// <summary>The earlier input that gets the order of this person.</summary>
    internal int? FollowsInput { get; private set; }

    /// <summary>What somebody must look at: an entry of the journal, or else the input; null where all can be told.</summary>
    internal string? DoubtId { get; private set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Action} {Read.Email}";

    /// <summary>Finds every fault of the input, besides those of the draft.</summary>
    internal void Check(OrderDraft draft)
    {
        bool lacksCsr = false;
        if (Person is { } person)
        {
            IReadOnlyList<Fault> faults = OrderRules.FaultsOfInput(draft, person, Csr);
            Faults = [.. faults.Where(fault => fault.Kind != FaultKind.CsrMissing)];
            lacksCsr = Faults.Count < faults.Count;
        }

        if (Faults.Count > 0)
        {
            Fail(Faults);
        }
        else
        {
            NeedsCsr = lacksCsr;
            Reason = lacksCsr ? KeyFirst : null;
            string? csr = TextRules.Clean(Csr) ?? TextRules.Clean(draft.Csr);
            Wanted = new WantedOrder(Person!, CsrDigest.Of(csr), CsrDigest.OfPublicKey(csr), draft.RenewalOfOrderId, DirectoryId);
        }
    }

    internal void Fail(IReadOnlyList<Fault> faults)
    {
        Action = OrderPlanAction.Faulty;
        Faults = faults;
        Reason = string.Join(" ", faults.Select(fault => fault.Message));
        NeedsCsr = false;
    }

    internal void Fail(DocSigningException fault)
    {
        Fail(fault.Faults);
        DoubtId = FaultTable.LeavesDoubt(fault) ? Read.Email ?? "an input" : null;
    }

    /// <summary>Notes what a run would do.</summary>
    internal void Mark(OrderDecision decision)
    {
        Warnings = [.. Warnings, .. decision.AllWarnings];
        Namesake = decision.Namesake;
        NeedsCsr = NeedsCsr && decision.Kind == DecisionKind.Order;
        switch (decision.Kind)
        {
            case DecisionKind.Order:
                break;

            case DecisionKind.Existing:
                Action = OrderPlanAction.AlreadyOrdered;
                ExistingOrderId = decision.Order!.OrderId;
                FollowsInput = decision.Order.InputNumber;
                Reason = decision.Reason;
                break;

            case DecisionKind.InDoubt or DecisionKind.Busy:
                Action = OrderPlanAction.InDoubt;
                DoubtId = decision.Intent!.Reference;
                Reason = decision.Reason;
                break;

            default:
                Fail(decision.Fault!);
                break;
        }
    }

    internal void Warn(string warning) => Warnings = [.. Warnings, warning];
}

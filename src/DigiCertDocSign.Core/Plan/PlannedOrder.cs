using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Plan;

/// <summary>One row of a plan.</summary>
public sealed class PlannedOrder
{
    internal PlannedOrder(PersonResolution read, object? tag)
    {
        Person = read.Person;
        Read = read.Read;
        Csr = read.Csr;
        KeyReference = read.KeyReference;
        Faults = read.Faults;
        Warnings = read.Warnings;
        Tag = tag;
    }

    public OrderPlanAction Action { get; private set; } = OrderPlanAction.Order;

    /// <summary>Null where the row names no orderable person.</summary>
    public Person? Person { get; }

    /// <summary>What could be read of the person, faults or not.</summary>
    public PersonValues Read { get; }

    /// <summary>The CSR that came with the person, in PEM.</summary>
    public string? Csr { get; }

    /// <summary>Where the private key lives, when the piped object says so.</summary>
    public string? KeyReference { get; }

    /// <summary>Every fault of the row, so that it is corrected in one go.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; }

    /// <summary>What is allowed, but will cost vetting time or may not be meant.</summary>
    public IReadOnlyList<string> Warnings { get; private set; }

    /// <summary>Why nothing would be ordered; null for a row to be ordered.</summary>
    public string? Reason { get; private set; }

    /// <summary>The live order that there is for the person.</summary>
    public long? ExistingOrderId { get; private set; }

    /// <summary>Whatever the caller knows the row by.</summary>
    public object? Tag { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Action} {Read.Email}";

    /// <summary>Finds every fault of the row, besides those of the draft.</summary>
    internal void Check(OrderDraft draft)
    {
        if (Person is { } person)
        {
            Faults = OrderRules.FaultsOfInput(draft, person, Csr);
        }

        if (Faults.Count > 0)
        {
            Fail(Faults);
        }
    }

    internal void Fail(IReadOnlyList<Fault> faults)
    {
        Action = OrderPlanAction.Faulty;
        Faults = faults;
        Reason = string.Join(" ", faults.Select(fault => fault.Message));
    }

    internal void Leave(long? orderId, string reason)
    {
        Action = OrderPlanAction.AlreadyOrdered;
        ExistingOrderId = orderId;
        Reason = reason;
    }

    internal void Warn(string warning) => Warnings = [.. Warnings, warning];
}

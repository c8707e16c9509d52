using System.Management.Automation;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Ordering.LiveOrders;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that says where orders stand. All are asked for together: many in a few calls.</summary>
public abstract class StatusCmdlet : OrderCmdlet<long[]>
{
    private readonly List<long> _orderIds = [];
    private readonly HashSet<long> _asked = [];
    private readonly Dictionary<long, RememberedOrder> _piped = [];

    // What a piped object knows of its order. Whatever stands in such a property, the order is asked for.
    [Parameter(DontShow = true, ValueFromPipelineByPropertyName = true)]
    public object? Person { get; set; }

    [Parameter(DontShow = true, ValueFromPipelineByPropertyName = true)]
    public object? Email { get; set; }

    [Parameter(DontShow = true, ValueFromPipelineByPropertyName = true)]
    public object? RequestId { get; set; }

    /// <summary>Each order that is asked for, once.</summary>
    private protected IReadOnlyList<long> OrderIds => _orderIds;

    /// <summary>As the piped object knows it.</summary>
    private protected override InputName? NameOf(object? target) =>
        target is long orderId && _piped.TryGetValue(orderId, out RememberedOrder? known)
            ? new InputName(null, known.Person, known.Email)
            : null;

    protected override void ProcessRecord()
    {
        _orderIds.AddRange(OrderId.Where(_asked.Add));
        if (MyInvocation.ExpectingInput && OrderId.Length == 1)
        {
            long? request = LanguagePrimitives.TryConvertTo(RequestId, out long id) && id > 0 ? id : null;
            _piped[OrderId[0]] = new RememberedOrder(Text(Person), Text(Email), request);
        }
    }

    /// <summary>With what the piped objects and the journal know. A journal that cannot be read ends no look at orders.</summary>
    private protected async Task<IReadOnlyList<SigningOrderStatus>> WithKnownAsync(IReadOnlyCollection<SigningOrderStatus> statuses)
    {
        var known = new RememberedOrders(_piped);
        try
        {
            return await known.CompleteAsync(statuses, Target.OpenJournalIfAny(), Target.AccountId, StopToken);
        }
        catch (DocSigningException fault)
        {
            WriteVerbose($"What the journal knows of the orders is not shown. {fault.Message}");
            return await known.CompleteAsync(statuses, null, null, StopToken);
        }
    }

    /// <summary>
    /// Warns of each person with two live orders in the journal, once a command. A journal that cannot be read ends no look at orders.
    /// </summary>
    private protected async Task WarnOfSecondOrdersAsync(IReadOnlyCollection<SigningOrderStatus> orders)
    {
        try
        {
            if (Target.OpenJournalIfAny() is { } journal)
            {
                foreach (string sentence in await new SecondOrders(journal, Target.AccountId).FindAsync(orders, StopToken))
                {
                    WriteWarning(sentence);
                }
            }
        }
        catch (DocSigningException fault)
        {
            WriteVerbose($"Whether a person has two orders was not looked up. {fault.Message}");
        }
    }

    private protected void WriteStatuses(IReadOnlyList<SigningOrderStatus> statuses)
    {
        foreach (SigningOrderStatus status in statuses)
        {
            WriteObject(status);
        }
    }

    private static string? Text(object? value) => $"{value}" is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}

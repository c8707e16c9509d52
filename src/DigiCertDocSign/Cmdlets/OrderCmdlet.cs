using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet about orders that are there.</summary>
/// <typeparam name="TOrderId">long for one order at a time, long[] where an operator may name several at once.</typeparam>
public abstract class OrderCmdlet<TOrderId> : ConnectedCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public virtual TOrderId OrderId { get; set; } = default!;

    /// <summary>-OrderId was given by name: what is piped in beside it may be about another order.</summary>
    private protected bool IsNamed { get; private set; }

    /// <summary>The order that was read last; each line about it says whose it is.</summary>
    private protected SigningOrder? Present { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        IsNamed = MyInvocation.BoundParameters.ContainsKey(nameof(OrderId));
    }

    private protected override InputName? NameOf(object? target) =>
        target is long orderId && Present is { Person: not null } order && order.OrderId == orderId
            ? new InputName(null, order.Person, order.Email)
            : null;

    /// <summary>The order at the begin of a line: with its person, once it was read.</summary>
    private protected string Named(long orderId) =>
        Present is { } order && order.OrderId == orderId ? $"Order {OrderLine.Whose(order)}" : $"Order {orderId}";
}

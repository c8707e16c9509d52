using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;

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
}

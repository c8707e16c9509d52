using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Ordering.LiveOrders;

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
}

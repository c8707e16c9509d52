using System.Globalization;
using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that ends what stands: for an order, or because a comparison of the directory says so.</summary>
/// <typeparam name="TOrderId">long for one order at a time, long[] where an operator may name several at once.</typeparam>
public abstract class ChangeActCmdlet<TOrderId> : OrderActCmdlet<TOrderId>
{
    private static readonly IdentityAttribute Identity = new("OrderId");
    private ChangeTaker? _taker;

    // A change is piped whole. It has the id of an order too, but the order is not what is meant: it may be one to leave alone.
    [Parameter(DontShow = true, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSObject? InputObject { get; set; }

    /// <summary>Runs the work for the piped change, if it is of the kind.</summary>
    /// <returns>False: the input is no change.</returns>
    private protected bool RunForChange(DirectoryChangeKind kind, Func<ChangeInput, Task> body)
    {
        if (ChangeInput.Of(InputObject) is null)
        {
            return false;
        }

        RunFor(InputObject, async () =>
        {
            if (IsNamed)
            {
                throw ChangeFaults.TwoOrders();
            }

            _taker ??= new ChangeTaker(this, kind) { Ends = true };
            (bool isTaken, ChangeInput? change) = await _taker.TakeAsync(InputObject, Target, () => Client, StopToken);
            if (isTaken)
            {
                await body(change!);
            }
        });
        return true;
    }

    /// <exception cref="DocSigningException">
    /// ChangeUnclear: a change was given by name, where an order is meant. TwoOrdersNamed: something else is piped in beside -OrderId.
    /// </exception>
    private protected void RequireOrder(long orderId)
    {
        if (orderId == IdentityAttribute.OfChange)
        {
            throw ChangeFaults.NotPiped();
        }

        if (IsNamed && InputObject is { } piped && !IsId(Identity.Transform(null!, piped), orderId))
        {
            throw ChangeFaults.TwoOrders();
        }
    }

    private static bool IsId(object? value, long orderId) =>
        Bare.Value(value) is { } bare and not bool && LanguagePrimitives.TryConvertTo(bare, CultureInfo.InvariantCulture, out long id)
        && id == orderId;
}

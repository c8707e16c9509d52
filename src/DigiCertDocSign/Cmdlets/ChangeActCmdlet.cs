using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that ends what stands: for an order, or because a comparison of the directory says so.</summary>
/// <typeparam name="TOrderId">long for one order at a time, long[] where an operator may name several at once.</typeparam>
public abstract class ChangeActCmdlet<TOrderId> : OrderActCmdlet<TOrderId>
{
    private IReadOnlyList<ScopeMemory>? _scopes;

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
            if (ChangeInput.TryTake(this, InputObject, () => PresentMoment.Of(Client, Target.Time), out ChangeInput? change, kind))
            {
                change!.RequireAccount(Target);
                await RequireLastAsync(change);
                await body(change);
            }
        });
        return true;
    }

    /// <summary>A later comparison of the scope may have seen the person again. Another journal knows nothing of it.</summary>
    /// <exception cref="DocSigningException">ChangeOutdated.</exception>
    private async Task RequireLastAsync(ChangeInput change)
    {
        if (change is not { Scope: { } scope, Comparison: { } comparison } || Target.OpenJournalIfAny() is not { } journal)
        {
            return;
        }

        _scopes ??= await journal.ReadScopesAsync(await Target.GetAccountIdAsync(Client, StopToken), StopToken);
        if (_scopes.FirstOrDefault(memory => memory.Key == ScopeMemory.KeyOf(scope)) is { } last && last.Comparisons != comparison)
        {
            throw ChangeFaults.OfAnEarlierComparison(change, scope, last.ComparedAt);
        }
    }

    /// <exception cref="DocSigningException">ChangeUnclear: a change was given by name, where an order is meant.</exception>
    private protected static void RequireOrder(long orderId)
    {
        if (orderId == IdentityAttribute.OfChange)
        {
            throw ChangeFaults.NotPiped();
        }
    }
}

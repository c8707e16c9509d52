using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that ends or changes what stands, and says before whose it is.</summary>
/// <typeparam name="TOrderId">long for one order at a time, long[] where an operator may name several at once.</typeparam>
public abstract class OrderActCmdlet<TOrderId> : OrderCmdlet<TOrderId>
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <exception cref="DocSigningException">The account or the journal cannot be used, so nothing could be written down.</exception>
    private protected async Task<OrderActs> OpenActsAsync()
    {
        long accountId = await Target.GetAccountIdAsync(Client, StopToken);

        // Without -WhatIf, what an earlier command has left in doubt is noted before the question.
        var options = new ActOptions { IsTrial = IsTrial, Time = Target.Time };
        return new OrderActs(Client, accountId, Target.OpenJournalIfAny(), Target.OpenJournal, options);
    }

    /// <summary>Tells what remains to be known, and gives the order on where that is asked for.</summary>
    /// <param name="act">Done.</param>
    private protected async Task TellAsync(OrderAct act)
    {
        if (act.Unnoted is { } unnoted)
        {
            WriteWarning(unnoted);
        }

        if (PassThru)
        {
            var follower = new OrderFollower(Client, Target.Time);
            WriteObject(act.IsSeen ? follower.AsOfNow(act.Order) : await follower.GetOrderAsync(act.Order.OrderId, StopToken));
        }
    }

    /// <summary>Says that CertCentral does nothing until somebody approves.</summary>
    /// <param name="act">Done.</param>
    /// <param name="noun">What waits.</param>
    /// <param name="type">Of the request.</param>
    private protected void TellOfRequest(OrderAct act, string noun, string type)
    {
        if (act.RequestId is { } requestId)
        {
            WriteWarning(
                $"Order {OrderLine.Whose(act.Order)}: the {noun} waits for approval. Another administrator approves it with "
                + $"Approve-DocSigningRequest -RequestId {requestId} -Type {type}.");
        }
    }
}

using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Cmdlets.Orders;

/// <summary>A cmdlet that changes what belongs to orders and not to their certificates.</summary>
public abstract class OrderUpkeepCmdlet : OrderCmdlet<long[]>
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What the prompt is headed with.</summary>
    private protected abstract string Caption { get; }

    protected override void ProcessRecord() => RunForEach(OrderId, ChangeAsync);

    /// <summary>What is to change on one order.</summary>
    private protected abstract Task<OrderChange> PlanAsync(OrderUpkeep upkeep, long orderId);

    private async Task ChangeAsync(long orderId)
    {
        var upkeep = new OrderUpkeep(Client);
        OrderChange change = await PlanAsync(upkeep, orderId);
        Present = change.Order;
        if (change.IsNothing)
        {
            WriteVerbose($"{Named(orderId)} is already so; nothing was sent.");
        }
        else
        {
            string words = change.Describe();
            if (!ShouldProcess($"{words}.", $"{words}. Go on?", Caption))
            {
                return;
            }

            foreach (string unseen in await upkeep.ApplyAsync(change, StopToken))
            {
                Tell(orderId, unseen);
            }
        }

        if (PassThru)
        {
            WriteObject(await new OrderFollower(Client, Target.Time).GetOrderAsync(orderId, StopToken));
        }
    }

    /// <summary>What CertCentral has confirmed, and no order shows.</summary>
    private protected virtual void Tell(long orderId, string unseen) =>
        WriteWarning($"{Named(orderId)}: CertCentral says that it has taken {unseen}, and does not show it.");
}

using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders;

internal sealed class OrderFlow(SandboxAccount account)
{
    public DateTimeOffset? NextDue(StoredOrder order) => order.Status == OrderStatus.Processing ? order.ProcessingSince + account.Options.IssueDelay : null;

    public void TakeStep(StoredOrder order) => order.MoveTo(OrderStatus.Issued, account.Now);
}

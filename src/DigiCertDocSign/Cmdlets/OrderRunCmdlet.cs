using System.Management.Automation;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that orders for many people in one run: how many at once, when it ends, how long it waits.</summary>
public abstract class OrderRunCmdlet : OrderInputCmdlet
{
    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxOrders { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxErrors { get; set; }

    [Parameter]
    [ValidateRange(0, 86400)]
    public int SettleSec { get; set; } = 120;

    [Parameter]
    [ValidateRange(0, 86400)]
    public int PatienceSec { get; set; } = 900;

    /// <param name="first">The organization of the first row is that of all.</param>
    private protected async Task<OrderRun> StartRunAsync(OrderInput first)
    {
        TimeSpan patience = TimeSpan.FromSeconds(PatienceSec);
        long accountId = await Target.GetAccountIdAsync(Client.WithPatience(patience), StopToken);
        var options = new OrderingOptions
        {
            AllowDuplicate = AllowDuplicate,
            ThrottleLimit = ThrottleLimit,
            MaxOrders = MaxOrders,
            MaxErrors = MaxErrors,
            OrganizationId = Force ? null : first.Request.Organization?.Id,
            IsSandbox = Target.IsSandbox,
            SettleTime = TimeSpan.FromSeconds(SettleSec),
            Patience = patience,
            OnWaiting = text => Show(() => WriteWarning(text)),
        };
        return await OrderRun.StartAsync(Client, Target.OpenJournal(), accountId, options, Target.Time, StopToken);
    }
}

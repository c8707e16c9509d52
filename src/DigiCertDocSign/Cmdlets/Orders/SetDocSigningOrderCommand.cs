using System.Management.Automation;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsCommon.Set, "DocSigningOrder",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningOrder))]
public sealed class SetDocSigningOrderCommand : OrderUpkeepCmdlet
{
    private OrderSettings _wanted = null!;

    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[]? AdditionalEmail { get; set; }

    [Parameter]
    [AllowEmptyCollection]
    [Identity("UserId")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public long[]? UserId { get; set; }

    [Parameter]
    [ValidateSet("On", "Off")]
    public string? RenewalMail { get; set; }

    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? RenewalMessage { get; set; }

    private protected override string Caption => "Set an order";

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _wanted = ReadParameters(() => new OrderSettings
        {
            AdditionalEmails = AdditionalEmail,
            UserIds = UserId,
            SendsRenewalMails = RenewalMail is { } word ? IsOn(word) : null,
            RenewalMessage = MyInvocation.BoundParameters.ContainsKey(nameof(RenewalMessage)) ? RenewalMessage ?? "" : null,
        }.Checked());
    }

    private static bool IsOn(string word) => string.Equals(word, "On", StringComparison.OrdinalIgnoreCase);

    private protected override Task<OrderChange> PlanAsync(OrderUpkeep upkeep, long orderId) =>
        upkeep.PlanAsync(orderId, _wanted, StopToken);
}

using System.Management.Automation;
using DigiCertDocSign.Account;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(
    VerbsCommon.Get, "DocSigningPrice",
    DefaultParameterSetName = YearsSet)]
[OutputType(typeof(SigningPrice))]
public sealed class GetDocSigningPriceCommand : ConnectedCmdlet
{
    private const string YearsSet = "Years";
    private const string DaysSet = "Days";
    private const string DateSet = "ExpirationDate";

    private static readonly int[] AllYears = [1, 2, 3];

    [Parameter(ParameterSetName = YearsSet, Position = 0)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? Years { get; set; }

    [Parameter(ParameterSetName = DaysSet, Mandatory = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int Days { get; set; }

    [Parameter(ParameterSetName = DateSet, Mandatory = true)]
    [DayText]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string ExpirationDate { get; set; } = "";

    protected override void ProcessRecord()
    {
        IEnumerable<OrderDraft> asked = ParameterSetName switch
        {
            DaysSet => [new OrderDraft { Days = Days }],
            DateSet => [new OrderDraft { ExpirationDate = ExpirationDate }],
            _ => (Years is { } years ? [years] : AllYears).Select(each => new OrderDraft { Years = each }),
        };
        foreach (OrderDraft validity in asked)
        {
            object given = (object?)validity.Years ?? (object?)validity.Days ?? validity.ExpirationDate!;
            RunFor(given, async () => WriteObject(
                await new AccountFinance(Client).GetPriceAsync(validity, Target.Time.GetUtcNow(), StopToken)));
        }
    }
}

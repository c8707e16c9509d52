using System.Management.Automation;
using DigiCertDocSign.Account;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(VerbsCommon.Get, "DocSigningBalance")]
[OutputType(typeof(SigningBalance))]
public sealed class GetDocSigningBalanceCommand : ConnectedCmdlet
{
    [Parameter(
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("ContainerId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public long[] ContainerId { get; set; } = [];

    protected override void ProcessRecord()
    {
        if (ContainerId.Length == 0)
        {
            RunWhole(async () => WriteObject(await new AccountFinance(Client).GetBalanceAsync(null, StopToken)));
        }

        RunForEach(ContainerId, async id => WriteObject(await new AccountFinance(Client).GetBalanceAsync(id, StopToken)));
    }
}

using System.Management.Automation;
using DigiCertDocSign.Account;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(VerbsCommon.Get, "DocSigningProductLimit")]
[OutputType(typeof(SigningProductLimit))]
public sealed class GetDocSigningProductLimitCommand : ConnectedCmdlet
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
            RunWhole(async () => await ReadAsync(
                await AccountProducts.ContainerOfKeyAsync(Client, StopToken) ?? throw AccountFaults.ContainerUnknown()));
        }

        RunForEach(ContainerId, ReadAsync);
    }

    private async Task ReadAsync(long containerId)
    {
        foreach (SigningProductLimit limit in await new AccountProducts(Client).GetLimitsAsync(containerId, StopToken))
        {
            foreach (IssuingCa ca in limit.IssuingCas)
            {
                Target.Seen.Note(SeenKind.IssuingCa, ca.CaCertId, ca.Name);
            }

            WriteObject(limit);
        }
    }
}

/// <summary>What can go wrong with questions about the account, in words.</summary>
internal static class AccountFaults
{
    public static DocSigningException ContainerUnknown() => new(
        FaultKind.ContainerUnknown,
        "ContainerId",
        "ContainerId: CertCentral does not say which container the key's user is in, and none is named.");
}

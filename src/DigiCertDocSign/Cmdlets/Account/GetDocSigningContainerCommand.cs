using System.Management.Automation;
using CertCentral.Containers;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(
    VerbsCommon.Get, "DocSigningContainer",
    DefaultParameterSetName = ListSet)]
[OutputType(typeof(SigningContainer))]
public sealed class GetDocSigningContainerCommand : ConnectedCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "ContainerId";

    [Parameter(
        ParameterSetName = IdSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("ContainerId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public long[] ContainerId { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[] Name { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        if (ParameterSetName == IdSet)
        {
            RunForEach(ContainerId, async id => Write(SigningContainer.From(await Client.Containers.GetAsync(id, StopToken))));
        }
        else
        {
            RunWhole(ListAsync);
        }
    }

    private async Task ListAsync()
    {
        var names = new NamePatterns(Name);
        await foreach (Container row in Client.Containers.ListAsync(StopToken))
        {
            if (names.Match(row.Name))
            {
                Write(SigningContainer.From(row));
            }
        }
    }

    private void Write(SigningContainer container)
    {
        Target.Seen.Note(SeenKind.Container, container.ContainerId, container.Name);
        WriteObject(container);
    }
}

using System.Management.Automation;
using DigiCertDocSign.Account;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(
    VerbsCommon.Get, "DocSigningOrganization",
    DefaultParameterSetName = ListSet)]
[OutputType(typeof(SigningOrganization))]
public sealed class GetDocSigningOrganizationCommand : ConnectedCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "OrganizationId";

    [Parameter(
        ParameterSetName = IdSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrganizationId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(OrganizationIdCompleter))]
    public long[] OrganizationId { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[] Name { get; set; } = ["*"];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public long? ContainerId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    public SwitchParameter IncludeContact { get; set; }

    protected override void ProcessRecord()
    {
        var organizations = new AccountOrganizations(Client, Target.Time);
        if (ParameterSetName == IdSet)
        {
            RunForEach(OrganizationId, async id => Write(await organizations.GetAsync(id, StopToken)));
        }
        else
        {
            RunWhole(() => ListAsync(organizations));
        }
    }

    private async Task ListAsync(AccountOrganizations organizations)
    {
        var names = new NamePatterns(Name);
        await foreach (SigningOrganization listed in organizations.ListAsync(StopToken))
        {
            if (names.Match(listed.Name, listed.AssumedName) && (ContainerId is null || listed.ContainerId == ContainerId))
            {
                Write(IncludeContact ? await organizations.GetAsync(listed.OrganizationId, StopToken) : listed);
            }
        }
    }

    private void Write(SigningOrganization organization)
    {
        Target.Seen.Note(SeenKind.Organization, organization.OrganizationId, organization.Name);
        foreach (SigningContact contact in organization.Contacts ?? [])
        {
            if (contact.UserId is { } userId)
            {
                Target.Seen.Note(SeenKind.User, userId, contact.Name);
            }
        }

        WriteObject(organization);
    }
}

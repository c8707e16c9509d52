using System.Management.Automation;
using CertCentral.Organizations;
using DigiCertDocSign.Account;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(
    VerbsCommon.New, "DocSigningOrganization",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningOrganization))]
public sealed class NewDocSigningOrganizationCommand : ConnectedCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Name { get; set; } = "";

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? AssumedName { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Address { get; set; } = "";

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Address2 { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string City { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string State { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Zip { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Country { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string Telephone { get; set; } = "";

    [Parameter(Mandatory = true)]
    [FieldsOf(typeof(NewOrganizationContact))]
    [ArgumentCompleter(typeof(NewContactCompleter))]
    public NewOrganizationContact Contact { get; set; } = new();

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public long? ContainerId { get; set; }

    [Parameter]
    public SwitchParameter SubmitForValidation { get; set; }

    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    protected override void ProcessRecord() => RunFor(Name, async () =>
    {
        var changes = new OrganizationChanges(Client);
        OrganizationRequest request = await changes.PrepareAsync(Details(), Contact, ContainerId, SubmitForValidation, StopToken);
        string also = SubmitForValidation ? ", submitted for validation for document signing" : "";
        string where = $"{request.Address}, {request.Zip} {request.City}, {request.Country}";
        string words = $"Make the organization {request.Name}, {where}, with the contact "
            + $"{request.OrganizationContact!.FirstName} {request.OrganizationContact.LastName}{also}";
        if (!ShouldProcess($"{words}.", $"{words}?", "Make an organization"))
        {
            return;
        }

        long id = await changes.CreateAsync(request, StopToken);
        if (changes.WasThere(id))
        {
            WriteWarning(FormattableString.Invariant(
                $"CertCentral has made no organization: it gave {id}, which was there before. Look whether that is the one you mean."));
            WriteObject(await new AccountOrganizations(Client, Target.Time).GetAsync(id, StopToken));
            return;
        }

        Target.Seen.Note(SeenKind.Organization, id, request.Name);
        WriteObject(new SigningOrganization
        {
            OrganizationId = id,
            Name = request.Name,
            AssumedName = request.AssumedName,
            Address = request.Address,
            Address2 = request.Address2,
            Zip = request.Zip,
            City = request.City,
            State = request.State,
            Country = request.Country,
            Telephone = request.Telephone,
            ContainerId = ContainerId,
        });
    });

    private NewOrganization Details() => new()
    {
        Name = Name,
        AssumedName = AssumedName,
        Address = Address,
        Address2 = Address2,
        City = City,
        State = State,
        Zip = Zip,
        Country = Country,
        Telephone = Telephone,
        SkipDuplicateOrgCheck = AllowDuplicate,
    };
}

using System.Management.Automation;
using DigiCertDocSign.Account;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(
    VerbsCommon.Set, "DocSigningOrganizationContact",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningOrganization))]
public sealed class SetDocSigningOrganizationContactCommand : ConnectedCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrganizationId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(OrganizationIdCompleter))]
    public long[] OrganizationId { get; set; } = [];

    [Parameter]
    [ValidateSet("organization_contact", "technical_contact")]
    public string ContactType { get; set; } = "organization_contact";

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public long? UserId { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? FirstName { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? LastName { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Email { get; set; }

    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? JobTitle { get; set; }

    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Telephone { get; set; }

    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? TelephoneExtension { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => RunForEach(OrganizationId, SetAsync);

    private async Task SetAsync(long organizationId)
    {
        var given = new ContactDetails
        {
            FirstName = FirstName,
            LastName = LastName,
            Email = Email,
            JobTitle = JobTitle,
            Telephone = Telephone,
            TelephoneExtension = TelephoneExtension,
        };
        if (UserId is { } userId)
        {
            given = given.FilledFrom(ContactDetails.Of(await Client.Users.GetAsync(userId, StopToken)));
        }

        var changes = new OrganizationChanges(Client);
        // The prompt writes the word as it is in the API, whatever letters it was given in.
        ContactChange change = await changes.PlanContactAsync(organizationId, ContactType.ToLowerInvariant(), given, StopToken);
        if (change.IsNothing)
        {
            WriteVerbose($"The contact of organization {organizationId} is already so; nothing was sent.");
        }
        else
        {
            string words = change.Describe();
            if (!ShouldProcess($"{words}.", $"{words}. Go on?", "Set a contact"))
            {
                return;
            }

            if (!await changes.SetContactAsync(organizationId, change, StopToken))
            {
                WriteWarning(
                    $"CertCentral says that it has the {ContactType.ToLowerInvariant()} of organization {organizationId}, and shows a part "
                    + $"of it alone, or in other words. Look with Get-DocSigningOrganization {organizationId}.");
            }
        }

        if (PassThru)
        {
            WriteObject(await new AccountOrganizations(Client, Target.Time).GetAsync(organizationId, StopToken));
        }
    }
}

using System.Management.Automation;
using DigiCertDocSign.Account;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Account;

[Cmdlet(
    VerbsLifecycle.Submit, "DocSigningOrganizationValidation",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningOrganization))]
public sealed class SubmitDocSigningOrganizationValidationCommand : ConnectedCmdlet
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
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public long[] VerifiedUserId { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => RunForEach(OrganizationId, SubmitAsync);

    private async Task SubmitAsync(long organizationId)
    {
        var organizations = new AccountOrganizations(Client, Target.Time);
        SigningOrganization present = await organizations.GetAsync(organizationId, StopToken);
        string name = FormattableString.Invariant($"{present.Name ?? "organization"} ({present.OrganizationId})");
        string words = $"Submit {name} for validation for document signing; {Now(present)}";
        if (!ShouldProcess($"{words}.", $"{words}. Go on?", "Submit for validation"))
        {
            return;
        }

        SigningOrganization now =
            await new OrganizationChanges(Client).SubmitAsync(present, VerifiedUserId, organizations, StopToken);
        if (!OrganizationChanges.IsNewer(present, now))
        {
            WriteWarning($"{name}: CertCentral says that it has the submission, and shows the validation as before; {Now(now)}.");
        }

        if (PassThru)
        {
            WriteObject(now);
        }
    }

    private static string Now(SigningOrganization organization) => organization.ValidationStatus is not { } status
        ? "now DigiCert tells of none"
        : FormattableString.Invariant($"now it is {status}")
            + (organization.ValidatedUntil is { } end ? FormattableString.Invariant($" until {end.UtcDateTime:yyyy-MM-dd}") : "");
}

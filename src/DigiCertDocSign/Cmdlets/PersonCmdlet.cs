using System.Collections;
using System.Management.Automation;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that takes a person and talks to CertCentral.</summary>
public abstract class PersonCmdlet : ConnectedCmdlet, IPersonParameters
{
    private protected PersonCmdlet() => Input = new PersonInput(this, this, () => Target.Time);

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public string? GivenName { get; set; }

    [Parameter]
    [Alias("Sn", "LastName")]
    public string? Surname { get; set; }

    [Parameter]
    [Alias("Title")]
    public string? JobTitle { get; set; }

    [Parameter]
    [Alias("Telephone")]
    public string? Phone { get; set; }

    [Parameter]
    [Alias("Mail", "EmailAddress")]
    public string? Email { get; set; }

    [Parameter]
    public Hashtable? PropertyMap { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected PersonInput Input { get; }

    private protected override InputName? InputName => Input.Name;
}

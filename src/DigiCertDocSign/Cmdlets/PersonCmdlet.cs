using System.Collections;
using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that takes a person and talks to CertCentral.</summary>
public abstract class PersonCmdlet : ConnectedCmdlet, IPersonParameters
{
    private protected PersonCmdlet() => Input = new PersonInput(this, this, () => Target.Time);

    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? GivenName { get; set; }

    [Parameter]
    [Alias("Sn", "LastName")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Surname { get; set; }

    [Parameter]
    [Alias("Title")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? JobTitle { get; set; }

    [Parameter]
    [Alias("Telephone")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Phone { get; set; }

    [Parameter]
    [Alias("Mail", "EmailAddress")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Email { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(FieldCompleter))]
    public Hashtable? PropertyMap { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected PersonInput Input { get; }

    /// <inheritdoc cref="ChangeTaker.TakeAsync"/>
    private protected Task<(bool IsTaken, ChangeInput? Change)> TakeAsync(ChangeTaker changes)
    {
        Input.Forget();
        return changes.TakeAsync(InputObject, Target, () => Client, StopToken);
    }

    private protected override InputName? NameOf(object? target) => Input.Name;
}

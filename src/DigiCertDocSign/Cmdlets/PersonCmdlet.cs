using System.Collections;
using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that takes a person: by name at the prompt, or as whatever object the pipeline brings.</summary>
public abstract class PersonCmdlet : DocSigningCmdlet
{
    private PersonResolver? _resolver;
    private InputName? _row;

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

    private protected override InputName? Row => _row;

    /// <summary>The person of this row; its warnings are written.</summary>
    /// <exception cref="DocSigningException">The row names no orderable person; every fault of it is in the exception.</exception>
    private protected PersonResolution ResolvePerson()
    {
        PersonResolution resolution = ReadPerson();
        foreach (string warning in resolution.Warnings)
        {
            WriteWarning(warning);
        }

        return resolution.Faults.Count == 0 ? resolution : throw new DocSigningException(resolution.Faults);
    }

    /// <summary>The person of this row, with whatever faults and warnings it has.</summary>
    private protected PersonResolution ReadPerson()
    {
        _resolver ??= new PersonResolver(ReadMap(), Force);
        _row = null;
        PersonResolution resolution = _resolver.Resolve(PSObjectPersonSource.Of(InputObject), NamedValues());
        _row = InputName.Of(resolution.Read);
        return resolution;
    }

    private PersonValues NamedValues() => new()
    {
        GivenName = GivenName,
        Surname = Surname,
        JobTitle = JobTitle,
        Phone = Phone,
        Email = Email,
    };

    private Dictionary<string, string>? ReadMap() =>
        PropertyMap?.Cast<DictionaryEntry>().ToDictionary(
            entry => LanguagePrimitives.ConvertTo<string>(entry.Key),
            entry => LanguagePrimitives.ConvertTo<string>(entry.Value));
}

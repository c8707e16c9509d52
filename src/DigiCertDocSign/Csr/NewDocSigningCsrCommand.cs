using System.Management.Automation;
using System.Security;
using DigiCertDocSign.Pipeline;

namespace DigiCertDocSign.Commands;

[Cmdlet(
    VerbsCommon.New, "DocSigningCsr",
    DefaultParameterSetName = DirectorySet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningCsr))]
public sealed class NewDocSigningCsrCommand : PersonCmdlet
{
    private const string DirectorySet = "KeyDirectory";
    private const string PathSet = "KeyPath";

    private FileKeyStore? _store;
    private SigningCsrBuilder? _builder;

    [Parameter(
        Mandatory = true,
        ParameterSetName = DirectorySet)]
    public string KeyDirectory { get; set; } = "";

    [Parameter(
        Mandatory = true,
        ParameterSetName = PathSet)]
    public string KeyPath { get; set; } = "";

    [Parameter(Mandatory = true)]
    public SecureString KeyPassword { get; set; } = null!;

    [Parameter]
    public KeyAlgorithm KeyAlgorithm { get; set; } = KeyAlgorithm.Rsa3072;

    [Parameter]
    public SignatureHash SignatureHash { get; set; } = SignatureHash.Sha256;

    protected override void BeginProcessing()
    {
        try
        {
            FilePlacement placement = ParameterSetName == PathSet
                ? FilePlacement.At(FilePath.Resolve(this, KeyPath))
                : FilePlacement.InDirectory(FilePath.Resolve(this, KeyDirectory));
            _store = new FileKeyStore(placement, KeyPassword, overwrite: Force);
            _builder = new SigningCsrBuilder(_store, placement.ForCsr(), overwrite: Force);
        }
        catch (DocSigningException exception)
        {
            ThrowTerminatingError(ErrorTable.ToRecord(exception, null));
        }
    }

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        Person person = ResolvePerson().Person!;
        string reference = _store!.GetReference(person.Email);
        if (ShouldProcess($"{person.GivenName} {person.Surname} <{person.Email}>", $"Make a {KeyAlgorithm} key at {reference} and its CSR"))
        {
            WriteObject(await _builder!.CreateAsync(person, KeyAlgorithm, SignatureHash, StopToken));
        }
    });

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _store?.Dispose();
        }

        base.Dispose(disposing);
    }
}

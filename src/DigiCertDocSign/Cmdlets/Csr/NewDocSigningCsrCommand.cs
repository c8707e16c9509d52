using System.Management.Automation;
using System.Security;
using System.Security.Cryptography;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets.Csr;

[Cmdlet(
    VerbsCommon.New, "DocSigningCsr",
    DefaultParameterSetName = KeyStoreSelection.DirectorySet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SigningCsr))]
public sealed class NewDocSigningCsrCommand : PersonCmdlet, IKeyStoreParameters
{
    private CsrRun? _run;

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.DirectorySet)]
    public string KeyDirectory { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.PathSet)]
    public string KeyPath { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.DirectorySet)]
    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.PathSet)]
    public SecureString KeyPassword { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.TokenLabelSet)]
    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.TokenSerialSet)]
    [ArgumentCompleter(typeof(Pkcs11ModuleCompleter))]
    public string Pkcs11Module { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.TokenLabelSet)]
    public string? TokenLabel { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.TokenSerialSet)]
    public string? TokenSerial { get; set; }

    [Parameter(ParameterSetName = KeyStoreSelection.TokenLabelSet)]
    [Parameter(ParameterSetName = KeyStoreSelection.TokenSerialSet)]
    [Parameter(ParameterSetName = KeyStoreSelection.ProviderSet)]
    public SecureString? Pin { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.ProviderSet)]
    [ArgumentCompleter(typeof(KeyStorageProviderCompleter))]
    public string KeyStorageProvider { get; set; } = "";

    [Parameter(ParameterSetName = KeyStoreSelection.ProviderSet)]
    public string? KeyName { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = KeyStoreSelection.KeySet)]
    public AsymmetricAlgorithm Key { get; set; } = null!;

    [Parameter(ParameterSetName = KeyStoreSelection.TokenLabelSet)]
    [Parameter(ParameterSetName = KeyStoreSelection.TokenSerialSet)]
    [Parameter(ParameterSetName = KeyStoreSelection.ProviderSet)]
    [Parameter(ParameterSetName = KeyStoreSelection.KeySet)]
    public string? CsrDirectory { get; set; }

    [Parameter]
    public KeyAlgorithm KeyAlgorithm { get; set; } = KeyAlgorithm.Rsa3072;

    [Parameter]
    public SignatureHash SignatureHash { get; set; } = SignatureHash.Sha256;

    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    protected override void BeginProcessing() => _run = ReadParameters(() => new CsrRun(this, KeyStoreSelection.Open(this, this, replace: Force)));

    protected override void ProcessRecord() => RunFor(InputObject, async () =>
    {
        Person person = ResolvePerson().Person!;
        if (ShouldProcess(InputName.Of(person).ToString(), _run!.Describe(person)))
        {
            await _run.AddAsync(InputObject, person, StopToken);
        }
    });

    protected override void EndProcessing() => RunFor(null, async () => await _run!.WriteAllAsync(StopToken));

    protected override void Dispose(bool disposing)
    {
        if (disposing && _run is not null)
        {
            StopProcessing();
            _run.Dispose();
            _run = null;
        }

        base.Dispose(disposing);
    }
}

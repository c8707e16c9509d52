using System.Management.Automation;
using System.Security;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;

namespace DigiCertDocSign.Cmdlets.Certificates;

[Cmdlet(
    VerbsData.Save, "DocSigningCertificate",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SavedCertificate))]
public sealed class SaveDocSigningCertificateCommand : CertificateCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 1)]
    public string Path { get; set; } = "";

    [Parameter]
    public CertificateFormat[] Format { get; set; } = [CertificateFormat.PemChain];

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public SecureString? Password { get; set; }

    [Parameter]
    public CryptoAlgorithmOption? CryptoAlgorithmOption { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Format.Contains(CertificateFormat.Pfx)
            && !PasswordRule.IsAscii(ReadParameters(() => PasswordRule.RequireStrong(Password, nameof(Password)))))
        {
            WriteWarning(
                "Password has a character beyond ASCII. Java does not open such a PFX, and others may read the character differently: "
                    + "where the PFX goes to another program, choose a password of ASCII characters.");
        }
    }

    protected override void ProcessRecord() => RunFor(OrderId, async () =>
    {
        SigningOrder order = await GetOrderAsync();
        IssuedCertificate certificate = await FetchAsync(order);
        using ISigningKey? key = Format.Contains(CertificateFormat.Pfx)
            ? await OpenKeyAsync(await FindKeyAsync(certificate))
            : await OpenKeyIfPossibleAsync(certificate);
        await CheckKeyAsync(CertificateProof.CheckKey(certificate, Expect(order, key, csr: null)), certificate, order.Csr);
        WarnOfChain(certificate);
        var folder = FilePlacement.InDirectory(FilePath.Resolve(this, Path));
        foreach (CertificateFormat format in Format.Distinct())
        {
            string path = folder.PathFor(certificate.Email ?? order.Email ?? $"order-{OrderId}", CertificateExport.Extension(format));
            if (ShouldProcess(path, $"Save the certificate of order {OrderLine.Whose(order)} as {format}"))
            {
                Write(Save(path, certificate, format, key), certificate, format);
            }
        }
    });

    private CertificatePlace Save(string path, IssuedCertificate certificate, CertificateFormat format, ISigningKey? key) =>
        CertificateExport.Save(path, certificate, format, key, Password, overwrite: Force, encryption: CryptoAlgorithmOption);

    private void WarnOfChain(IssuedCertificate certificate)
    {
        bool holdsChain = Format.Any(format => format is not (CertificateFormat.Pem or CertificateFormat.Cer));
        var now = PresentMoment.Of(Client, Target.Time);
        if (holdsChain && CertificateProof.CheckChain(certificate, now) is { Passed: false } check)
        {
            WriteWarning($"{Named(OrderId)}: {check.Detail}");
        }
    }

    private async Task CheckKeyAsync(KeyComparison key, IssuedCertificate certificate, string? orderCsr)
    {
        // What is not proven is told below, with its reason.
        if (key.Check.Passed)
        {
            WriteVerbose($"{Named(OrderId)}: {key.Check.Detail}");
            return;
        }

        if (!key.Compared && key.Hindrance is null)
        {
            WriteWarning(
                $"{Named(OrderId)}: {key.Check.Detail} Name the person's key with -KeyReference, "
                + "or hold the certificate against the CSR: Test-DocSigningCertificate -Csr.");
            return;
        }

        string reason = key.Compared ? await ExplainAsync(key, certificate, orderCsr) : key.Check.Detail;

        // Key and certificate in one Pfx would look like a pair to every program that imports it.
        if (!Force || Format.Contains(CertificateFormat.Pfx))
        {
            string why = Force ? " A Pfx would join the two, which -Force does not allow: leave Pfx out." : "";
            string wayOut = key.Compared ? "" : " Name the person's key with -KeyReference; -Force saves the certificate as it is.";
            throw CertificateFaults.SaveOfAnotherKey(Named(OrderId), key, reason + wayOut + why);
        }

        WriteWarning($"{Named(OrderId)}: {reason} -Force saves it all the same.");
    }

    private void Write(CertificatePlace place, IssuedCertificate certificate, CertificateFormat format)
    {
        WarnOf(place, Named(OrderId));
        string done = place.AlreadyThere
            ? "the file was there with the same content, and nothing was written"
            : "the certificate was saved";
        WriteVerbose($"{Named(OrderId)}: {done}: {place.Location}");
        WriteObject(new SavedCertificate(certificate)
        {
            OrderId = OrderId,
            Format = format,
            Path = place.Location,
            AlreadyThere = place.AlreadyThere,
        });
    }
}

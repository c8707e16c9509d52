using System.Management.Automation;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Cmdlets.Certificates;

[Cmdlet(
    VerbsLifecycle.Install, "DocSigningCertificate",
    DefaultParameterSetName = OrderSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(InstalledCertificate))]
public sealed class InstallDocSigningCertificateCommand : CertificateCmdlet
{
    private const string OrderSet = "Order";
    private const string PathSet = "Path";

    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = OrderSet)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public override long OrderId { get; set; }

    [Parameter(
        Mandatory = true,
        ParameterSetName = PathSet)]
    public string Path { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    // A token is often in a machine that has no way to CertCentral.
    private protected override bool NeedsConnection => !IsFromFile;

    private bool IsFromFile => ParameterSetName == PathSet;

    private string Source => IsFromFile ? Path : Named(OrderId);

    protected override void ProcessRecord() => RunFor(IsFromFile ? Path : OrderId, async () =>
    {
        SigningOrder? order = IsFromFile ? null : await GetOrderAsync();
        IssuedCertificate certificate = order is null ? ReadCertificate(Path) : await FetchAsync(order);
        string reference = await FindKeyAsync(certificate) ?? throw CertificateFaults.InstallWithoutKey(Source, IsFromFile);
        CertificateExpectation expectation = order is null ? new CertificateExpectation() : CertificateExpectation.Of(order);

        // Asked before the key is opened, so that -WhatIf logs in to no token.
        string name = certificate.CommonName ?? certificate.Subject;
        if (!ShouldProcess(reference, $"Install the certificate {certificate.SerialNumber} of {name}"))
        {
            return;
        }

        // Without a server there is one clock.
        PresentMoment now = IsFromFile ? TimeProvider.System.GetUtcNow() : PresentMoment.Of(Client, Target.Time);
        using ISigningKey? key = await OpenKeyAsync(reference);
        Write(certificate, await InstallAsync(certificate, expectation, key!, now), key!.Reference ?? reference);
    });

    private async Task<CertificatePlace> InstallAsync(
        IssuedCertificate certificate, CertificateExpectation expectation, ISigningKey key, PresentMoment now)
    {
        KeyComparison comparison = CertificateProof.CheckKey(
            certificate,
            expectation with { Csr = null, SubjectPublicKeyInfo = key.GetSubjectPublicKeyInfo(), KeyReference = key.Reference });
        string? mismatch = comparison.Check.Passed ? null : await ExplainAsync(comparison, certificate, expectation.Csr);
        return mismatch is null || Force
            ? await CertificateInstaller.InstallAsync(certificate, expectation, key, now, Force, mismatch, StopToken)
            : throw CertificateFaults.InstallOfAnotherKey($"{Source}: {mismatch}");
    }

    private void Write(IssuedCertificate certificate, CertificatePlace place, string keyReference)
    {
        WarnOf(place, Source);
        WriteVerbose($"{Source}: the certificate {(place.AlreadyThere ? "was there already" : "was installed")}: {place.Location}");
        WriteObject(new InstalledCertificate(certificate)
        {
            OrderId = IsFromFile ? null : OrderId,
            KeyReference = keyReference,
            Location = place.Location,
            AlreadyThere = place.AlreadyThere,
        });
    }
}

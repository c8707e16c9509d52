using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Provided;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>A certificate has a place beside keys that have one themselves.</summary>
public sealed class CertificateInstallerTests
{
    [Fact]
    public async Task A_key_that_its_caller_holds_has_no_place_for_a_certificate()
    {
        using var authority = new TestAuthority();
        using var given = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var store = new ProvidedKeyStore(given);
        using ISigningKey key = await store.CreateKeyAsync(TestAuthority.Email, KeyAlgorithm.P256, default);
        using X509Certificate2 leaf = authority.CreatePerson(key.GetSubjectPublicKeyInfo());
        var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(leaf, authority.Issuing, authority.Root));

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() =>
            CertificateInstaller.InstallAsync(
                certificate, new CertificateExpectation(), key, TestAuthority.Now, force: true, mismatch: null, default));

        Assert.Equal(FaultKind.CertificateKeyMissing, fault.Kind);
        Assert.Contains("Save-DocSigningCertificate", fault.Message, StringComparison.Ordinal);
    }
}

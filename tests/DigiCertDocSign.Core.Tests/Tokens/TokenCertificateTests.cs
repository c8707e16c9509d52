using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Pkcs11;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace DigiCertDocSign.Tests.Tokens;

/// <summary>Certificates beside keys on a token that other programs have put things on.</summary>
[Collection(nameof(SoftHsm))]
public sealed class TokenCertificateTests(SoftHsm hsm)
{
    [SoftHsmFact]
    public async Task A_certificate_that_another_program_put_beside_the_key_is_known_again()
    {
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        using var authority = new TestAuthority();
        using var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin());
        using ISigningKey key = await store.CreateKeyAsync(TestAuthority.Email, KeyAlgorithm.P256, default);
        using X509Certificate2 leaf = authority.CreatePerson(key.GetSubjectPublicKeyInfo());
        File.WriteAllBytes(folder.File("leaf"), leaf.RawData);
        hsm.Tool(label, "--write-object", folder.File("leaf"), "--type", "cert", "--id", IdOf(key.Reference!), "--label", "theirs");

        CertificatePlace place = await Install(key, authority, leaf, force: false);

        Assert.True(place.AlreadyThere);
        Assert.Empty(place.Notes);
        Assert.Contains("theirs", Assert.Single(hsm.Certificates(label)), StringComparison.Ordinal);
    }

    [SoftHsmFact]
    public async Task A_certificate_that_the_token_keeps_stays_beside_the_new_one_and_is_reported()
    {
        string label = hsm.NewToken();
        using var folder = new TempFolder();
        using var authority = new TestAuthority();
        string reference;
        using (var store = new Pkcs11KeyStore(Token.ByLabel(label), Token.Pin()))
        using (ISigningKey made = await store.CreateKeyAsync(TestAuthority.Email, KeyAlgorithm.P256, default))
        using (X509Certificate2 old =
            authority.CreatePerson(made.GetSubjectPublicKeyInfo(), new PersonCertificate { SerialNumber = [0x0D] }))
        {
            reference = made.Reference!;
            File.WriteAllBytes(folder.File("old"), old.RawData);
        }

        // The library is started once per process: what is put there by hand is put while the product has let it go.
        PutForGood(label, IdOf(reference), X509CertificateLoader.LoadCertificateFromFile(folder.File("old")));
        using var opener = new KeyOpener(null, Token.Pin());
        using ISigningKey key = await opener.OpenAsync(reference, default);
        using X509Certificate2 leaf = authority.CreatePerson(key.GetSubjectPublicKeyInfo());

        CertificatePlace place = await Install(key, authority, leaf, force: true);

        Assert.False(place.AlreadyThere);
        Assert.Contains(
            "the certificate 0D of Mira K. Solberg (CKR_ACTION_PROHIBITED)",
            Assert.Single(place.Notes),
            StringComparison.Ordinal);
        Assert.Equal(2, hsm.Certificates(label).Length);
    }

    [SoftHsmFact]
    public async Task A_key_without_an_id_gets_no_certificate_since_nothing_would_join_the_two()
    {
        string label = hsm.NewToken();
        using var authority = new TestAuthority();
        hsm.Tool(label, "--keypairgen", "--key-type", "rsa:2048", "--label", "nameless");
        using var opener = new KeyOpener(null, Token.Pin());
        using ISigningKey key = await opener.OpenAsync((Token.ByLabel(label) with { Object = "nameless" }).ToString(), default);
        using X509Certificate2 leaf = authority.CreatePerson(key.GetSubjectPublicKeyInfo());

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() => Install(key, authority, leaf, force: true));

        Assert.Contains("has no CKA_ID", fault.Message, StringComparison.Ordinal);
        Assert.Empty(hsm.Certificates(label));
    }

    private static Task<CertificatePlace> Install(ISigningKey key, TestAuthority authority, X509Certificate2 leaf, bool force) =>
        CertificateInstaller.InstallAsync(
            IssuedCertificate.Parse(TestAuthority.Bundle(leaf, authority.Issuing, authority.Root)),
            new CertificateExpectation(),
            key,
            TestAuthority.Now,
            force,
            mismatch: null,
            default);

    private static string IdOf(string reference) =>
        Regex.Match(reference, "[:;]id=([^;?]+)").Groups[1].Value.Replace("%", "", StringComparison.Ordinal);

    private static void PutForGood(string label, string id, X509Certificate2 certificate)
    {
        var factories = new Pkcs11InteropFactories();
        using IPkcs11Library library = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, SoftHsm.Module, AppType.MultiThreaded);
        using ISession session = library
            .GetSlotList(SlotsType.WithTokenPresent)
            .Single(slot => slot.GetTokenInfo().Label.TrimEnd() == label)
            .OpenSession(SessionType.ReadWrite);
        IObjectAttributeFactory attributes = factories.ObjectAttributeFactory;
        session.CreateObject(
        [
            attributes.Create(CKA.CKA_CLASS, CKO.CKO_CERTIFICATE),
            attributes.Create(CKA.CKA_CERTIFICATE_TYPE, CKC.CKC_X_509),
            attributes.Create(CKA.CKA_TOKEN, true),
            attributes.Create(CKA.CKA_PRIVATE, false),
            attributes.Create(CKA.CKA_DESTROYABLE, false),
            attributes.Create(CKA.CKA_ID, Convert.FromHexString(id)),
            attributes.Create(CKA.CKA_SUBJECT, certificate.SubjectName.RawData),
            attributes.Create(CKA.CKA_VALUE, certificate.RawData),
        ]);
    }
}

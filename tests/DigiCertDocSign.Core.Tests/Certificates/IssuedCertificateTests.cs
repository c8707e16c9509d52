using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigiCertDocSign.Tests.Certificates;

public class IssuedCertificateTests(PersonsKey person) : IClassFixture<PersonsKey>
{
    [Fact]
    public void Any_order_of_three_or_four_certificates_gives_the_same_chain()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        (X509Certificate2? issuing, X509Certificate2? root, X509Certificate2? cross) =
            (person.Authority.Issuing, person.Authority.Root, person.Authority.CrossSigned);
        foreach (X509Certificate2[] order in Orders([leaf, issuing, root]))
        {
            AssertChain(IssuedCertificate.Parse(TestAuthority.Bundle(order)), leaf, "Sample Document Signing CA", "Sample Root");
        }

        foreach (X509Certificate2[] order in Orders([leaf, issuing, root, cross]))
        {
            var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(order));
            AssertChain(certificate, leaf, "Sample Document Signing CA", "Sample Root", "Sample Root");
            string[] blocks =
                Encoding.ASCII.GetString(Exported.Bytes(certificate, CertificateFormat.PemChain)).Split("-----END CERTIFICATE-----\n");
            Assert.Equal(root.RawData, X509Certificate2.CreateFromPem(blocks[3] + "-----END CERTIFICATE-----").RawData);
            Assert.True(CertificateProof.Check(certificate, new CertificateExpectation(), TestAuthority.Now)
                .Single(check => check.Check == "Chain").Passed);
        }
    }

    [Theory]
    [InlineData("crlf")]
    [InlineData("one line")]
    [InlineData("bom and blanks")]
    [InlineData("utf-16")]
    [InlineData("text between")]
    [InlineData("repeated")]
    [InlineData("p7b")]
    [InlineData("p7b as certificate")]
    [InlineData("p7b as cms")]
    [InlineData("p7b der")]
    public void Every_dress_of_a_download_is_read(string dress)
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        byte[] bundle = TestAuthority.Bundle(person.Authority.Root, leaf, person.Authority.Issuing);
        string text = Encoding.ASCII.GetString(bundle);
        byte[] content = dress switch
        {
            "crlf" => Encoding.ASCII.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n \r\n"),
            "one line" => Encoding.ASCII.GetBytes(text.Replace("\n", "", StringComparison.Ordinal)),
            "bom and blanks" => Encoding.UTF8.GetBytes("\uFEFF \n" + text + " \t\n\n"),
            "utf-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)],
            "text between" =>
                Encoding.UTF8.GetBytes(text.Replace("-----BEGIN", "subject=CN = Müller\n-----BEGIN", StringComparison.Ordinal)),
            "repeated" => [.. bundle, .. bundle],
            _ => Pkcs7(bundle, dress),
        };

        AssertChain(IssuedCertificate.Parse(content), leaf, "Sample Document Signing CA", "Sample Root");
    }

    [Fact]
    public void One_certificate_alone_is_read_as_the_persons()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        var certificate = IssuedCertificate.Parse(leaf.RawData);
        AssertChain(certificate, leaf);

        Assert.Equal(
            ("Mira K. Solberg", TestAuthority.Email, "A1B2C3"),
            (certificate.CommonName, certificate.Email, certificate.SerialNumber));
        Assert.Equal((leaf.Thumbprint, leaf.NotAfter.ToUniversalTime()), (certificate.Thumbprint, certificate.NotAfter.UtcDateTime));
        Assert.True(certificate.HasSerialNumber(leaf.SerialNumber)
            && certificate.HasSerialNumber("a1:b2:c3")
            && !certificate.HasSerialNumber("A1B2C4"));
        using var again = certificate.ToX509Certificate2();
        Assert.Equal(leaf.RawData, again.RawData);
    }

    /// <summary>A stranger may have the name of an issuer: then the signature tells them apart.</summary>
    [Theory]
    [InlineData("CN=Stranger")]
    [InlineData("C=US, O=Sample Trust, CN=Sample Document Signing CA")]
    [InlineData("C=US, O=Sample Trust, CN=Sample Root")]
    public void A_certificate_that_has_issued_nothing_stays_outside_the_chain(string name)
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        using X509Certificate2 stranger = TestAuthority.CreateStranger(name);
        foreach (X509Certificate2[] order in Orders([leaf, person.Authority.Issuing, person.Authority.Root, stranger]))
        {
            var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(order));

            AssertChain(certificate, leaf, "Sample Document Signing CA", "Sample Root");
            Assert.False(Chain(certificate).Passed);
            Assert.StartsWith("Not of this chain, and left out where it is saved or installed: 'CN=", Chain(certificate).Detail);
        }
    }

    [Fact]
    public void Of_two_certificates_of_one_issuer_the_key_identifier_tells_which_is_meant()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(
            person.Key.GetSubjectPublicKeyInfo(), new PersonCertificate { IssuersKeyIdentifier = [7] });
        using X509Certificate2 meant = person.Authority.CreateIssuing(keyIdentifier: [7]);
        using X509Certificate2 other = person.Authority.CreateIssuing(keyIdentifier: [9]);
        foreach (X509Certificate2[] order in Orders([leaf, meant, other, person.Authority.Root]))
        {
            var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(order));

            AssertChain(certificate, leaf, "Sample Document Signing CA", "Sample Root");
            Assert.Contains("Not of this chain", Chain(certificate).Detail, StringComparison.Ordinal);
            string pem = Encoding.ASCII.GetString(Exported.Bytes(certificate, CertificateFormat.PemChain));
            Assert.Contains(meant.ExportCertificatePem(), pem, StringComparison.Ordinal);
        }

        var wrong = IssuedCertificate.Parse(TestAuthority.Bundle(leaf, other, person.Authority.Root));
        AssertChain(wrong, leaf);
        Assert.Contains("names another key of its issuer's", Chain(wrong).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_ends_where_the_next_issuer_is_missing()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        var cut = IssuedCertificate.Parse(TestAuthority.Bundle(leaf, person.Authority.Root));
        AssertChain(cut, leaf);
        Assert.Contains("The chain is incomplete", Chain(cut).Detail, StringComparison.Ordinal);

        var rootless = IssuedCertificate.Parse(TestAuthority.Bundle(leaf, person.Authority.Issuing));
        AssertChain(rootless, leaf, "Sample Document Signing CA");
        Assert.Contains("CN=Sample Root,O=Sample Trust,C=US is missing", Chain(rootless).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chain_of_the_wire_sample_is_read_in_any_order()
    {
        using var sample = JsonDocument.Parse(Samples.Text("certificate-chain.response.json"));
        string[] pems =
        [
            .. sample.RootElement.GetProperty("intermediates").EnumerateArray().Select(member => member.GetProperty("pem").GetString()!),
        ];

        var certificate = IssuedCertificate.Parse(string.Concat(pems.Reverse()));

        Assert.Equal(("Mira Solberg", "5C7E32FA6BCAE1EC3416A1D485A238415F5B95F4"), (certificate.CommonName, certificate.SerialNumber));
        Assert.Equal(3, Exported.ChainSubjects(certificate).Count);
        Assert.True(CertificateProof.Check(certificate, new CertificateExpectation(), certificate.NotBefore.AddDays(1))
            .Single(check => check.Check == "Chain").Passed);
    }

    [Fact]
    public void Two_people_in_one_bundle_are_not_guessed_between()
    {
        using X509Certificate2 one = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        using X509Certificate2 other = person.Authority.CreatePerson(person.OtherKey.GetSubjectPublicKeyInfo());

        DocSigningException fault =
            Assert.Throws<DocSigningException>(() => IssuedCertificate.Parse(TestAuthority.Bundle(one, other, person.Authority.Issuing)));

        Assert.Equal(FaultKind.CertificateUnreadable, fault.Kind);
    }

    [Property(MaxTest = 400)]
    public Property Damage_never_throws_anything_but_a_fault()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        byte[] bundle = TestAuthority.Bundle(leaf, person.Authority.Issuing, person.Authority.Root);
        byte[][] originals = [leaf.RawData, bundle, Pkcs7(bundle, "p7b der"), Pkcs7(bundle, "p7b")];
        Gen<byte[]> damaged =
            from original in Gen.Elements(originals)
            from at in Gen.Choose(0, original.Length - 1)
            from value in Gen.Choose(0, 255)
            from length in Gen.Frequency((4, Gen.Constant(original.Length)), (1, Gen.Choose(0, original.Length)))
            select original.Select((old, index) => index == at ? (byte)value : old).Take(length).ToArray();

        return Prop.ForAll(Gen.OneOf(damaged, ArbMap.Default.GeneratorFor<byte[]>()).ToArbitrary(), content =>
        {
            try
            {
                var certificate = IssuedCertificate.Parse(content);
                Assert.Equal(6, CertificateProof.Check(certificate, new CertificateExpectation(), TestAuthority.Now).Count);
                Exported.Bytes(certificate, CertificateFormat.P7b);
            }
            catch (DocSigningException fault)
            {
                Assert.Equal(FaultKind.CertificateUnreadable, fault.Kind);
            }
        });
    }

    private static void AssertChain(IssuedCertificate certificate, X509Certificate2 leaf, params string[] above)
    {
        Assert.Equal(leaf.Thumbprint, certificate.Thumbprint);
        Assert.Equal(above, Exported.ChainSubjects(certificate).Skip(1).Select(subject => subject.Split("CN=")[1].Split(',')[0]));
    }

    private static CertificateCheck Chain(IssuedCertificate certificate) => CertificateProof.CheckChain(certificate, TestAuthority.Now);

    private static byte[] Pkcs7(byte[] bundle, string dress)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("bundle"), bundle);
        OpenSsl.Run(
            "crl2pkcs7",
            "-nocrl",
            "-certfile",
            folder.File("bundle"),
            "-out",
            folder.File("p7b"),
            "-outform",
            dress == "p7b der" ? "DER" : "PEM");
        string label = dress == "p7b as certificate" ? "CERTIFICATE" : dress == "p7b as cms" ? "CMS" : "PKCS7";
        return dress == "p7b der"
            ? File.ReadAllBytes(folder.File("p7b"))
            : Encoding.ASCII.GetBytes(File.ReadAllText(folder.File("p7b")).Replace("PKCS7", label, StringComparison.Ordinal));
    }

    private static IEnumerable<T[]> Orders<T>(T[] items) => items.Length == 1
        ? [items]
        : items.SelectMany((first, at) => Orders([.. items.Where((_, index) => index != at)]).Select(rest => (T[])[first, .. rest]));
}

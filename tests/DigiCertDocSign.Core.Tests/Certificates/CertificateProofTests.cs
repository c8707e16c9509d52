using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Tests.Keys;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>A certificate as ordered passes everything; each single flaw fails its own check and no other.</summary>
public class CertificateProofTests(PersonsKey person) : IClassFixture<PersonsKey>
{
    private CertificateExpectation AsOrdered => new()
    {
        GivenName = "Mira K.",
        Surname = "Solberg",
        Email = "Mira.Solberg@fjordlab.example",
        SerialNumber = "00:a1:b2:c3",
        ValidFrom = TestAuthority.Now.AddMonths(-1).Date,
        ValidTill = TestAuthority.Now.AddYears(1).Date.AddDays(-1),
        Csr = CsrInspector.Inspect(person.Csr).OneLine,
        SubjectPublicKeyInfo = person.Key.GetSubjectPublicKeyInfo(),
        Usages = ["1.2.840.113583.1.1.5"],
    };

    [Fact]
    public void A_certificate_as_ordered_passes_every_check()
    {
        AssertFails(new PersonCertificate(), AsOrdered);
        AssertFails(
            new PersonCertificate { Subject = "CN=Mira K. Solberg, E=mira.solberg@fjordlab.example", AlternativeEmail = null },
            AsOrdered);
        AssertFails(
            new PersonCertificate { KeyUsage = X509KeyUsageFlags.NonRepudiation, Usages = ["1.3.6.1.4.1.311.10.3.12"] },
            AsOrdered with { Usages = [] });
    }

    [Fact]
    public void Another_key_fails_the_key_check_in_each_form_it_is_given_in()
    {
        byte[] other = person.OtherKey.GetSubjectPublicKeyInfo();

        AssertFails(new PersonCertificate(), AsOrdered with { SubjectPublicKeyInfo = other }, "Key");
        AssertFails(
            new PersonCertificate(),
            AsOrdered with { Csr = CsrBuilder.Build(SomePerson.Mira, person.OtherKey, SignatureHash.Sha256) },
            "Key");
        AssertFails(new PersonCertificate(), AsOrdered with { Csr = "not a request" }, "Key");
        AssertFails(new PersonCertificate(), AsOrdered with { Csr = null, SubjectPublicKeyInfo = null }, "Key");
    }

    /// <summary>A key or a CSR that somebody named may be the wrong one, and the certificate right.</summary>
    [Fact]
    public void Only_the_orders_own_csr_says_that_the_certificate_is_the_wrong_one()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(person.Authority.Root, person.Authority.Issuing, leaf));
        string csr = CsrBuilder.Build(SomePerson.Mira, person.OtherKey, SignatureHash.Sha256);
        string DetailOf(CertificateExpectation expectation) => CertificateProof.CheckKey(certificate, expectation).Check.Detail;
        const string Against = "nobody here can sign with this certificate";

        Assert.Contains(Against, DetailOf(new CertificateExpectation { Csr = csr, IsCsrOfOrder = true }), StringComparison.Ordinal);
        Assert.DoesNotContain(Against, DetailOf(new CertificateExpectation { Csr = csr }), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Against,
            DetailOf(new CertificateExpectation { SubjectPublicKeyInfo = person.OtherKey.GetSubjectPublicKeyInfo(), IsCsrOfOrder = true }),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CN=Mira Solberg")]
    [InlineData("CN=MIRA K. SOLBERG")]
    [InlineData("O=Fjordlab AS")]
    [InlineData("GN=Mira K., SN=Berg")]
    public void Another_person_fails_the_subject_check(string subject) =>
        AssertFails(new PersonCertificate { Subject = subject }, AsOrdered, "Subject");

    [Theory]
    [InlineData("CN=\"Mira  K.   Solberg\"")]
    [InlineData("GN=Mira K., SN=Solberg")]
    public void The_persons_name_is_found_in_its_other_spellings(string subject) =>
        AssertFails(new PersonCertificate { Subject = subject }, AsOrdered);

    [Fact]
    public void Another_address_or_none_fails_the_email_check()
    {
        AssertFails(new PersonCertificate { AlternativeEmail = "kari@fjordlab.example" }, AsOrdered, "Email");
        AssertFails(new PersonCertificate { AlternativeEmail = null }, AsOrdered, "Email");
        AssertFails(new PersonCertificate(), AsOrdered with { Email = null }, "Email");
    }

    /// <summary>A certificate has international domains in their ASCII form only (RFC 5280 section 7.5).</summary>
    [Fact]
    public void The_persons_address_is_found_in_the_form_that_a_certificate_has() => AssertFails(
        new PersonCertificate { AlternativeEmail = "mira@xn--bcher-kva.example" }, AsOrdered with { Email = "Mira@b\u00FCcher.example" });

    [Fact]
    public void A_missing_or_wrong_usage_fails_the_usage_check()
    {
        AssertFails(new PersonCertificate { Usages = ["1.3.6.1.5.5.7.3.4"] }, AsOrdered with { Usages = [] }, "Usages");
        AssertFails(new PersonCertificate { Usages = [] }, AsOrdered with { Usages = [] }, "Usages");
        AssertFails(new PersonCertificate { Usages = ["1.3.6.1.5.5.7.3.36"] }, AsOrdered, "Usages");
        AssertFails(new PersonCertificate { KeyUsage = X509KeyUsageFlags.KeyEncipherment }, AsOrdered, "Usages");
        AssertFails(new PersonCertificate { KeyUsage = null }, AsOrdered, "Usages");
    }

    [Fact]
    public void Wrong_days_fail_the_validity_check()
    {
        AssertFails(new PersonCertificate { NotAfter = TestAuthority.Now.AddMinutes(-1) }, AsOrdered with { ValidTill = null }, "Validity");
        AssertFails(new PersonCertificate { NotBefore = TestAuthority.Now.AddMinutes(1) }, AsOrdered with { ValidFrom = null }, "Validity");
        AssertFails(new PersonCertificate(), AsOrdered with { ValidTill = TestAuthority.Now.AddYears(1).Date.AddDays(2) }, "Validity");
        AssertFails(new PersonCertificate(), AsOrdered with { ValidFrom = TestAuthority.Now.AddMonths(-2).Date }, "Validity");
    }

    [Fact]
    public void Another_serial_number_fails_the_serial_check() =>
        AssertFails(new PersonCertificate { SerialNumber = [0x0A, 0x1B] }, AsOrdered, "Serial");

    [Fact]
    public void A_flaw_in_the_chain_fails_the_chain_check()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        X509Certificate2 root = person.Authority.Root;
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var issuers = new Dictionary<string, X509Certificate2>
        {
            ["is not by"] = person.Authority.CreateIssuing(signer: stranger),
            ["is not a CA"] = person.Authority.CreateIssuing(isAuthority: false),
            ["does not allow to issue"] = person.Authority.CreateIssuing(usage: X509KeyUsageFlags.DigitalSignature),
            ["is not valid at this time"] = person.Authority.CreateIssuing(until: TestAuthority.Now.AddDays(-1)),
        };
        foreach ((string? expected, X509Certificate2? issuing) in issuers)
        {
            var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(leaf, issuing, root));
            AssertFails(certificate, AsOrdered, "Chain");
            Assert.Contains(
                expected,
                CertificateProof.Check(certificate, AsOrdered, TestAuthority.Now).Single(check => check.Check == "Chain").Detail,
                StringComparison.Ordinal);
            issuing.Dispose();
        }

        AssertFails(IssuedCertificate.Parse(TestAuthority.Bundle(leaf, person.Authority.Issuing)), AsOrdered, "Chain");
        AssertFails(IssuedCertificate.Parse(TestAuthority.Bundle(leaf)), AsOrdered, "Chain");
    }

    [Fact]
    public void A_signature_that_was_tampered_with_fails_the_chain_check()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        byte[] bent = leaf.RawData;
        bent[^1] ^= 1;
        using X509Certificate2 forged = X509CertificateLoader.LoadCertificate(bent);

        AssertFails(
            IssuedCertificate.Parse(TestAuthority.Bundle(forged, person.Authority.Issuing, person.Authority.Root)),
            AsOrdered,
            "Chain");
    }

    [Fact]
    public void A_signature_of_an_unknown_algorithm_is_said_to_be_that()
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo());
        byte[] der = leaf.RawData;
        byte[] sha256WithRsa = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
        der[der.AsSpan().IndexOf(sha256WithRsa) + sha256WithRsa.Length - 1] = 0x63;
        der[der.AsSpan().LastIndexOf(sha256WithRsa) + sha256WithRsa.Length - 1] = 0x63;
        using X509Certificate2 novel = X509CertificateLoader.LoadCertificate(der);
        var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(novel, person.Authority.Issuing, person.Authority.Root));

        CertificateCheck chain = CertificateProof.Check(certificate, AsOrdered, TestAuthority.Now).Single(check => check.Check == "Chain");

        Assert.False(chain.Passed);
        Assert.Contains("its algorithm 1.2.840.113549.1.1.99 is not known", chain.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("is not by", chain.Detail, StringComparison.Ordinal);
    }

    private void AssertFails(PersonCertificate form, CertificateExpectation expectation, params string[] names)
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo(), form);
        AssertFails(
            IssuedCertificate.Parse(TestAuthority.Bundle(person.Authority.Root, person.Authority.Issuing, leaf)),
            expectation,
            names);
    }

    private static void AssertFails(IssuedCertificate certificate, CertificateExpectation expectation, params string[] names)
    {
        IReadOnlyList<CertificateCheck> checks = CertificateProof.Check(certificate, expectation, TestAuthority.Now);
        Assert.Equal(["Key", "Subject", "Email", "Usages", "Validity", "Chain", "Serial"], checks.Select(check => check.Check));
        Assert.Equal(names, checks.Where(check => !check.Passed).Select(check => check.Check));
        Assert.All(checks, check => Assert.EndsWith(".", check.Detail.TrimEnd(')'), StringComparison.Ordinal));
    }
}

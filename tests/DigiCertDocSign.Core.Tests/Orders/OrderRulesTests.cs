using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.Orders;

/// <summary>Each rule broken alone is found alone, and named.</summary>
public class OrderRulesTests
{
    [Theory]
    [MemberData(nameof(BrokenRules.All), MemberType = typeof(BrokenRules))]
    public void A_broken_rule_is_one_fault_that_names_the_field(string rule, object draft, FaultKind kind, string field, string fix)
    {
        Assert.NotNull(rule);
        Fault fault = Assert.Single(OrderRules.FaultsOfDraft((OrderDraft)draft, Drafts.Now));

        Assert.Equal((kind, field), (fault.Kind, fault.Field));
        Assert.StartsWith(field + ": ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(fix, fault.Message, StringComparison.Ordinal);
        Assert.Equal(
            kind,
            Assert.Throws<DocSigningException>(() => OrderRules.Build((OrderDraft)draft, Drafts.Mira, null, Drafts.Now)).Kind);
    }

    [Fact]
    public void Drafts_in_order_have_no_fault()
    {
        foreach (OrderDraft? draft in new[] { Drafts.Valid(), Drafts.ByCard(), Drafts.ByToken(), Drafts.ForNewOrganization() })
        {
            Assert.Empty(OrderRules.FaultsOfDraft(draft, Drafts.Now));
            Assert.Equal("Mira K.", OrderRules.Build(draft, Drafts.Mira, null, Drafts.Now).Subject!.GivenName);
        }
    }

    [Fact]
    public void An_empty_draft_is_told_all_that_is_missing_at_once()
    {
        DocSigningException error =
            Assert.Throws<DocSigningException>(() => OrderRules.Build(new OrderDraft(), new Person("", "", "", "", ""), null, Drafts.Now));

        Assert.Equal(
            [
                FaultKind.AgreementMissing, FaultKind.OrganizationMissing, FaultKind.ContactMissing, FaultKind.ValidityMissing,
                FaultKind.GivenNameMissing, FaultKind.SurnameMissing, FaultKind.JobTitleMissing, FaultKind.PhoneMissing,
                FaultKind.EmailMissing, FaultKind.CsrMissing,
            ],
            error.Faults.Select(fault => fault.Kind));
    }

    [Theory]
    [InlineData("09 JUN 2029", "09 JUN 2029")]
    [InlineData("9 jun 2029", "09 JUN 2029")]
    [InlineData("2029-06-09", "09 JUN 2029")]
    [InlineData("04 NOV 2026", "04 NOV 2026")]
    [InlineData("03 NOV 2029", "03 NOV 2029")]
    public void A_date_that_means_one_day_everywhere_goes_out_in_the_form_of_the_page(string text, string wire)
    {
        foreach (string? culture in new[] { "en-US", "de-DE", "nb-NO", "ar-SA", "th-TH" })
        {
            using var _ = new CultureScope(culture);
            OrderDraft draft = Drafts.Valid();
            (draft.Years, draft.ExpirationDate) = (null, text);

            Assert.Equal(wire, OrderRules.Build(draft, Drafts.Mira, null, Drafts.Now).OrderValidity!.CustomExpirationDate);
        }
    }

    [Fact]
    public void Provisioning_by_mail_needs_the_csr_of_the_input_or_of_the_command()
    {
        OrderDraft draft = Drafts.Valid();
        draft.ProvisioningMethod = null;
        Assert.Empty(OrderRules.FaultsOfDraft(draft, Drafts.Now));
        Fault fault = Assert.Single(Assert.Throws<DocSigningException>(() => OrderRules.Build(draft, Drafts.Mira, " ", Drafts.Now)).Faults);
        Assert.Equal((FaultKind.CsrMissing, "Csr"), (fault.Kind, fault.Field));
        Assert.Equal("email", OrderRules.Build(draft, Drafts.Mira, Drafts.SampleCsr, Drafts.Now).CsProvisioningMethod);
        draft.Csr = Drafts.SampleCsr;

        Assert.Equal(Drafts.SampleCsr, OrderRules.Build(draft, Drafts.Mira, null, Drafts.Now).Certificate!.Csr);
    }

    [Theory]
    [InlineData(KeyType.Ecc, null, "KeyType")]
    [InlineData(null, "4096", "KeySize")]
    [InlineData(KeyType.Rsa, "3072", "KeySize")]
    public void What_contradicts_the_key_of_the_csr_is_refused(KeyType? type, string? size, string field)
    {
        OrderDraft draft = Drafts.Valid();
        (draft.KeyType, draft.KeySize, draft.Csr) = (type, size, Drafts.SampleCsr);

        Fault fault = Assert.Single(OrderRules.FaultsOfDraft(draft, Drafts.Now));

        Assert.Equal((FaultKind.CsrContradiction, field), (fault.Kind, fault.Field));
    }

    [Theory]
    [InlineData(KeyType.Rsa, "2048", "rsa", "2048")]
    [InlineData(null, null, null, null)]
    public void Type_and_size_of_the_csr_go_out_unless_they_are_the_servers_default(
        KeyType? type, string? size, string? sentType, string? sentSize)
    {
        OrderDraft draft = Drafts.Valid();
        (draft.KeyType, draft.KeySize) = (type, size);

        CertCentral.Orders.OrderRequestCertificate certificate =
            OrderRules.Build(draft, Drafts.Mira, Drafts.SampleCsr, Drafts.Now).Certificate!;

        Assert.Equal((sentType, sentSize), (certificate.CsrKeyType, certificate.KeySize));
    }

    [Fact]
    public void An_elliptic_curve_is_read_from_the_csr_and_always_sent_with_its_size()
    {
        const string publicKey = "-----BEGIN PUBLIC "
            + "KEY-----MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEtGJYxQ9M/"
            + "FSBsNxLQ1P5xYEblJbAQcpRIg87VRkLkxlsLDT3TjsqOIziMIkJe7BKXfy9y5zTHzqi1jV3wXF9Cw==-----END PUBLIC KEY-----";
        OrderDraft draft = Drafts.Valid();
        draft.KeyType = KeyType.Ecc;

        CertCentral.Orders.OrderRequestCertificate certificate = OrderRules.Build(draft, Drafts.Mira, publicKey, Drafts.Now).Certificate!;
        Assert.Equal(("ecc", "p-256"), (certificate.CsrKeyType, certificate.KeySize));
        DocSigningException noSize = Assert.Throws<DocSigningException>(() => OrderRules.Build(draft, Drafts.Mira, null, Drafts.Now));
        Assert.Equal((FaultKind.KeyTypeInvalid, "KeySize"), (noSize.Kind, Assert.Single(noSize.Faults).Field));
        draft.Csr = Drafts.SampleCsr;
        draft.KeyType = null;
        DocSigningException error = Assert.Throws<DocSigningException>(() => OrderRules.Build(draft, Drafts.Mira, publicKey, Drafts.Now));

        Assert.Equal(FaultKind.CsrContradiction, error.Kind);
    }

    [Fact]
    public void A_csr_that_does_not_parse_is_one_fault_among_the_others()
    {
        OrderDraft draft = Drafts.Valid();
        draft.Years = 4;

        DocSigningException error = Assert.Throws<DocSigningException>(() => OrderRules.Build(
            draft, Drafts.Mira, "-----BEGIN CERTIFICATE REQUEST-----AAAA-----END CERTIFICATE REQUEST-----", Drafts.Now));

        Assert.Equal([FaultKind.ValidityOutOfRange, FaultKind.CsrUnreadable], error.Faults.Select(fault => fault.Kind));
    }

    [Fact]
    public void No_fault_repeats_what_is_on_a_card()
    {
        OrderDraft draft = Drafts.ByCard();
        draft.CreditCard = new CreditCard
        {
            Number = Secret.Of("4111111111111112"),
            Cvv = Secret.Of("98765"),
            ExpirationMonth = "77",
            ExpirationYear = "31",
        };

        IReadOnlyList<Fault> faults = OrderRules.FaultsOfDraft(draft, Drafts.Now);

        Assert.Equal(5, faults.Count);
        Assert.All(faults, fault => Assert.DoesNotMatch("4111|98765|77|31", fault.Message));
        Assert.Equal("(credit card)", draft.CreditCard.ToString());
    }
}

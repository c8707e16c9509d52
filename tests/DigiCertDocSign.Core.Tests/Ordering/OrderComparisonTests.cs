using System.Security.Cryptography;
using System.Text;
using CertCentral;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.Tests.Orders;
using FsCheck;
using FsCheck.Fluent;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>Is this order that intent? By what is shown, and with whatever is not.</summary>
public class OrderComparisonTests
{
    private const string Ours = "DS-0123456789";
    private const string Others = "DS-9876543210";
    private const string Email = "zoe.mueller@fjordlab.example";
    private static readonly DateTimeOffset SentAt = Drafts.Now;
    private static readonly string WrappedCsr = Wrapped("NEW CERTIFICATE REQUEST");

    private static readonly OrderIntent Intent = new()
    {
        Reference = Ours,
        Key = IntentKey.Of(4711, "ds_org_individual", Email),
        Kind = IntentKind.Renewal,
        TargetOrderId = 77,
        State = IntentState.InDoubt,
        GivenName = "Zo\u00EB",
        Surname = "M\u00FCller",
        Email = Email,
        CsrSha256 = TextDigest(Drafts.SampleCsr),
        ServerTimeAtSend = SentAt,
        HighestOrderIdBefore = 50,
        SendEndedAt = SentAt.AddMinutes(1),
        ServerTimeAtEnd = SentAt.AddMinutes(1),
        RunId = "run",
        CreatedAt = SentAt,
        UpdatedAt = SentAt,
    };

    private static readonly OrderEvidence Bare = new() { OrderId = 100 };

    public static TheoryData<string, OrderEvidence, OrderLikeness> Table() => new()
    {
        // The journal, and references.
        { "known from another answer", Same(Bare) with { IsOfAnotherIntent = true }, OrderLikeness.Different },
        { "another's reference", Same(Bare) with { Comments = [$"[{Others}] x"] }, OrderLikeness.Different },
        { "our reference", Bare with { Comments = [null, $"[{Ours.ToLowerInvariant()}] x"] }, OrderLikeness.Same },
        { "ours, a journal that errs", Bare with { Comments = [Ours], IsOfAnotherIntent = true }, OrderLikeness.Possible },
        { "ours beside another's", Bare with { Comments = [$"[{Ours}] instead of {Others}"] }, OrderLikeness.Same },
        { "ours, other e-mail", Bare with { Comments = [Ours], Email = "x@fjordlab.example" }, OrderLikeness.Same },
        {
            "ours, other e-mail and CSR", Bare with { Comments = [Ours], Email = "x@fjordlab.example", Csr = OtherCsr() },
            OrderLikeness.Possible
        },

        // Older.
        { "five minutes and a second before", Same(Bare) with { Created = SentAt.AddMinutes(-5).AddSeconds(-1) }, OrderLikeness.Different },
        { "within five minutes before", Same(Bare) with { Created = SentAt.AddMinutes(-5) }, OrderLikeness.Same },
        {
            "no zone, more than a day before",
            Same(Bare) with { Created = new WireMoment(SentAt.AddDays(-1).AddMinutes(-6), HasZone: false) }, OrderLikeness.Different
        },
        {
            "no zone, a day before", Same(Bare) with { Created = new WireMoment(SentAt.AddDays(-1), HasZone: false) }, OrderLikeness.Same
        },
        {
            "a day alone, the day before", Same(Bare) with { Created = new WireMoment(SentAt.AddDays(-2), false, false) },
            OrderLikeness.Same
        },
        { "an id that the list had before", Bare with { OrderId = 50, Email = Email }, OrderLikeness.Different },
        { "an old id, another CSR", Bare with { OrderId = 50, Email = Email, Csr = OtherCsr() }, OrderLikeness.Different },
        {
            "an old id, the CSR of the order before", Bare with { OrderId = 50, Email = Email, Csr = Drafts.SampleCsr },
            OrderLikeness.Different
        },
        { "an old id, made as it was sent", Bare with { OrderId = 50, Email = Email, Created = SentAt }, OrderLikeness.Possible },
        {
            "an old id, made before", Bare with { OrderId = 50, Email = Email, Created = SentAt.AddMinutes(-6) },
            OrderLikeness.Different
        },
        { "an old id, made as it was sent, no address", Bare with { OrderId = 50, Created = SentAt }, OrderLikeness.Different },
        {
            "an old id, made after the send",
            Bare with { OrderId = 50, Email = Email, Created = SentAt.AddMinutes(6) },
            OrderLikeness.Possible
        },
        { "the renewed order itself", Same(Bare) with { OrderId = 77 }, OrderLikeness.Different },

        // The CSR, in any writing.
        { "same CSR, comment replaced", Same(Bare) with { Comments = ["approved by Kari"] }, OrderLikeness.Same },
        { "same CSR, wrapped, old header", Bare with { Csr = WrappedCsr, Created = SentAt }, OrderLikeness.Same },
        { "same CSR, no header", Bare with { Csr = Body(), Created = SentAt }, OrderLikeness.Same },
        { "same CSR, perhaps of the order before", Bare with { Csr = Drafts.SampleCsr }, OrderLikeness.Possible },
        { "same CSR, other e-mail", Bare with { Csr = Drafts.SampleCsr, Email = "x@fjordlab.example" }, OrderLikeness.Possible },

        { "same CSR, long after", Same(Bare) with { Created = SentAt.AddDays(9) }, OrderLikeness.Same },

        // Younger, or made in between.
        { "20 minutes later", Bare with { Email = Email, Created = SentAt.AddMinutes(20) }, OrderLikeness.Different },
        { "15 minutes after the end", Bare with { Email = Email, Created = SentAt.AddMinutes(16) }, OrderLikeness.Possible },
        { "made in between", Bare with { Email = Email, Created = SentAt.AddMinutes(1), Comments = [""] }, OrderLikeness.Possible },
        { "in between, a comment", Bare with { Email = Email, Created = SentAt, Comments = ["by hand"] }, OrderLikeness.Possible },
        { "in between, another CSR", Bare with { Email = Email, Created = SentAt, Csr = OtherCsr() }, OrderLikeness.Possible },
        {
            "in between, no zone", Bare with { Email = Email, Created = new WireMoment(SentAt, HasZone: false) }, OrderLikeness.Possible
        },
        {
            "later, no zone", Bare with { Email = Email, Created = new WireMoment(SentAt.AddHours(20), HasZone: false) },
            OrderLikeness.Possible
        },
        { "a name alone, later", Bare with { Names = ["Zoe Muller"], Created = SentAt.AddMinutes(20) }, OrderLikeness.Different },

        // The e-mail.
        { "same e-mail, nothing else", Bare with { Email = Email.ToUpperInvariant() }, OrderLikeness.Possible },
        { "same e-mail, other CSR", Bare with { Email = Email, Csr = OtherCsr() }, OrderLikeness.Possible },
        { "same e-mail, other name", Bare with { Email = Email, Names = ["Kari Dahl"] }, OrderLikeness.Possible },
        { "other e-mail, name fits", Bare with { Email = "x@fjordlab.example", Names = ["Zoe Muller"] }, OrderLikeness.Possible },
        {
            "other e-mail, other CSR", Bare with { Email = "x@fjordlab.example", Names = ["Zoe Muller"], Csr = OtherCsr() },
            OrderLikeness.Different
        },
        {
            "other e-mail, CSR cut", Bare with { Email = "x@fjordlab.example", Names = ["Zoe Muller"], Csr = WrappedCsr[..200] },
            OrderLikeness.Possible
        },
        { "other e-mail, other name", Bare with { Email = "x@fjordlab.example", Names = ["Kari Dahl"] }, OrderLikeness.Different },

        // The name alone.
        { "nothing", Bare, OrderLikeness.Possible },
        { "a hidden e-mail", Bare with { Email = "z***@fjordlab.example", Names = ["Kari Dahl"] }, OrderLikeness.Different },
        { "a name that fits", Bare with { Names = ["Kari Dahl", "Zo\u00EB M\u00FCller"] }, OrderLikeness.Possible },
        { "another's name", Bare with { Names = ["Kari Dahl"], Csr = OtherCsr() }, OrderLikeness.Different },
        { "a damaged name", Bare with { Names = ["Zo? M?ller"] }, OrderLikeness.Possible },
        {
            "a name in other letters",
            Bare with { Names = ["\u0417\u043E\u044F \u041C\u044E\u043B\u043B\u0435\u0440"] },
            OrderLikeness.Possible
        },
    };

    public static TheoryData<string, string, string, bool> Names() => new()
    {
        { "Zo\u00EB", "M\u00FCller", "Zoe Muller", true },
        { "Zo\u00EB", "M\u00FCller", "M\u00FCller, Zo\u00EB", true },
        { "Zo\u00EB", "M\u00FCller", "MUELLER Zoe", true },
        { "Zo\u00EB", "M\u00FCller", "Zo&euml; M&#252;ller", true },
        { "Zo\u00EB", "M\u00FCller", "  Zo\u00EB   Anna M\u00FCller-Lang ", true },
        { "Bj\u00F8rn", "\u00C5s", "Bjorn Aas", true },
        { "\u0141ukasz", "Gro\u00DF", "Lukasz Gross", true },
        { "Jan", "van der Berg", "van der Berg, Jan", true },
        { "Wolfeschlegelsteinhausen Berg", "Wolfeschlegelsteinhausenbergerdorff", "Wolfeschlegelsteinhausen Berg Wolfes", true },
        { "Maximilian Alexander", "Papadimitrakopoulou", "Papadimitrakopoulou Maximili", true },
        { "Zo\u00EB", "M\u00FCller", "Zo\u00EB Dahl", false },
        { "Zo\u00EB", "M\u00FCller", "Kari M\u00FCller", false },
        { "Nils", "Hagen 1", "Nils Hagen 2", false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_first_rule_that_applies_decides(string what, OrderEvidence order, OrderLikeness expected)
    {
        Assert.NotNull(what);
        Assert.Equal(expected, OrderComparison.Compare(Intent, order));
    }

    [Fact]
    public void An_old_order_with_the_CSR_of_a_first_one_is_for_a_person_to_look_at()
    {
        OrderIntent first = Intent with { Kind = IntentKind.Order, TargetOrderId = null };

        Assert.Equal(OrderLikeness.Possible, OrderComparison.Compare(first, Bare with { OrderId = 50, Csr = Drafts.SampleCsr }));
        Assert.Equal(OrderLikeness.Same, OrderComparison.Compare(first, Bare with { Csr = Drafts.SampleCsr }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_fit_in_any_spelling(string givenName, string surname, string shown, bool fits) => Assert.Equal(
        fits ? OrderLikeness.Possible : OrderLikeness.Different,
        OrderComparison.Compare(Intent with { GivenName = givenName, Surname = surname }, Bare with { Names = [shown] }));

    [Fact]
    public void Hiding_details_of_its_own_order_never_makes_it_another()
    {
        Gen<OrderEvidence> shown =
            from comment in Gen.Elements(null, "", $"[{Ours}]", $"[{Ours}] Budget", $"[{Ours[..7]}", "approved by Kari", "&#91;DS-&#93;")
            from csr in Gen.Elements(null, "", Drafts.SampleCsr, WrappedCsr, WrappedCsr[..150], Body(), "<CSR>")
            from email in Gen.Elements(null, " ", Email, Email.ToUpperInvariant(), " zoe.mueller@FJORDLAB.example", "z***@x.example", "?")
            from name in Gen.Elements(null, "", "Zo\u00EB M\u00FCller", "Zoe Muller", "M\u00FCller, Zo\u00EB", "Zo? M?ller", "ZOE MUELLER")
            from minutes in Gen.Elements<int?>(null, -720, 0, 1, 16)
            select new OrderEvidence
            {
                OrderId = 100,
                Comments = [comment],
                Csr = csr,
                Email = email,
                Names = [name],
                Created = minutes is { } passed ? new WireMoment(SentAt.AddMinutes(passed), HasZone: passed >= 0) : null,
            };

        foreach (OrderEvidence order in shown.Sample(50, 5_000))
        {
            Assert.NotEqual(OrderLikeness.Different, OrderComparison.Compare(Intent, order));
            Assert.NotEqual(OrderLikeness.Different, OrderComparison.Compare(Intent with { CsrSha256 = null }, order));
            Assert.NotEqual(OrderLikeness.Different, OrderComparison.Compare(Intent with { ServerTimeAtSend = null }, order));
        }
    }

    private static OrderEvidence Same(OrderEvidence order) => order with { Csr = Drafts.SampleCsr, Email = Email, Created = SentAt };

    /// <summary>As journals of earlier versions hold it.</summary>
    private static string TextDigest(string csr) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(csr.Where(letter => !char.IsWhiteSpace(letter))))));

    private static string Body() => string.Concat(
        Drafts.SampleCsr.Replace("-----BEGIN CERTIFICATE REQUEST-----", "", StringComparison.Ordinal)
            .Replace("-----END CERTIFICATE REQUEST-----", "", StringComparison.Ordinal)
            .Where(letter => !char.IsWhiteSpace(letter)));

    private static string Wrapped(string label) =>
        $"-----BEGIN {label}-----\r\n{string.Join("\r\n", Body().Chunk(64).Select(line => new string(line)))}\r\n-----END {label}-----\r\n";

    private static string OtherCsr()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=Other", key, HashAlgorithmName.SHA256)
            .CreateSigningRequestPem();
    }
}

using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CertCentral;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Finding;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Certificates;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Finding;

/// <summary>The certificates of an order are told apart, and the one that is meant is fetched, or none.</summary>
public sealed class CertificateListTests(PersonsKey person) : IClassFixture<PersonsKey>, IDisposable
{
    private const string OrderPath = "order/certificate/7";
    private const string ListPath = "order/certificate/7/reissue";

    private readonly JumpingTime _time = new(Drafts.Now);
    private readonly Dictionary<string, string?> _answers = [];
    private readonly X509Certificate2[] _leaves =
    [
        Leaf(person, 0x11), Leaf(person, 0x22), Leaf(person, 0x33),
    ];

    public void Dispose() => Array.ForEach(_leaves, leaf => leaf.Dispose());

    [Fact]
    public async Task Each_certificate_has_its_state_days_and_key_whatever_the_list_repeats()
    {
        JObject order = Order();
        order["certificate"]!["csr"] = person.Csr;
        _answers[OrderPath] = order.ToString();
        _answers[ListPath] = Reissues(
            Row(303, 2), // the one that the order names
            Row(302, 1, csr: Drafts.SampleCsr),
            Row(301, 0, status: "revoked"),
            Row(300, 0, till: "2026-10-31"),
            new JObject { ["id"] = 304, ["status"] = "pending", ["common_name"] = "Mira Solberg" },
            Row(305, 1, status: "rejected")).ToString();
        using IOrderJournal journal = JournalPlace.InMemory().Open(_time);
        await NoteAsync(journal, "DS-0000000001", 7, person.Csr, "file:///keys/new.pem");
        await NoteAsync(journal, "DS-0000000002", null, Drafts.SampleCsr, "file:///keys/old.pem");

        IReadOnlyList<SigningCertificate> all = await ListAsync(journal, "file:///keys/piped.pem");

        Assert.Equal(
            [
                (303, CertificateState.Issued, true), (302, CertificateState.Superseded, false), (301, CertificateState.Revoked, false),
                (300, CertificateState.Expired, false),
            ],
            all.Select(one => (one.CertificateId!.Value, one.State, one.IsCurrent)));
        Assert.Equal(["file:///keys/new.pem", "file:///keys/old.pem", null, null], all.Select(one => one.KeyReference));
        Assert.Equal([364, 364, 364, -3], all.Select(one => one.DaysRemaining!.Value));
        Assert.All(all, one => Assert.Equal(("Mira Solberg", "mira.solberg@fjordlab.example"), (one.Person, one.Email)));
        Assert.Equal(_leaves[1].Thumbprint, all[1].Thumbprint);
    }

    [Theory]
    [InlineData("2026-06-02", CertificateState.Issued)] // the order is behind its own list
    [InlineData("2026-05-31", CertificateState.Superseded)]
    public async Task What_came_later_than_the_one_that_the_order_names_is_not_superseded(string issued, CertificateState state)
    {
        _answers[OrderPath] = Order().ToString();
        _answers[ListPath] = Reissues(Row(302, 1, issued: issued)).ToString();

        Assert.Equal(state, (await ListAsync(null)).Single(one => !one.IsCurrent).State);
    }

    [Fact]
    public async Task Where_reissues_are_not_listed_the_one_of_the_order_is_told_alone()
    {
        _answers[OrderPath] = Order().ToString();
        var untold = new List<long>();

        SigningCertificate only = Assert.Single(await ListAsync(null, "file:///keys/piped.pem", untold.Add));

        Assert.Equal([7], untold);
        Assert.Equal("file:///keys/piped.pem", only.KeyReference);
    }

    [Theory]
    [InlineData("pending", 7, FaultKind.CertificateNotIssued)]
    [InlineData("issued", 8, FaultKind.CertificateMismatch)]
    public async Task An_order_without_a_certificate_or_another_one_is_an_error(string status, long id, FaultKind kind)
    {
        JObject order = Order();
        (order["status"], order["id"]) = (status, id);
        _answers[OrderPath] = order.ToString();

        Assert.Equal(kind, (await Assert.ThrowsAsync<DocSigningException>(() => ListAsync(null))).Kind);
    }

    [Fact]
    public async Task The_certificate_that_is_meant_comes_by_its_own_id_or_none_comes()
    {
        _answers[OrderPath] = Order().ToString();
        _answers[ListPath] = Reissues(Row(302, 1), Row(301, 0, thumbprint: new string('A', 40)), Bare(300)).ToString();
        _answers[Download(302)] = Pem(1);
        _answers[Download(301)] = Pem(0);
        _answers[Download(300)] = Pem(0);
        SigningCertificate[] all = [.. await ListAsync(null)];

        Assert.True((await FetchAsync(all[1])).HasSerialNumber("22"));

        // The right serial number and a wrong thumbprint; and one of which nothing is known but its thumbprint, in another form.
        Assert.Equal(FaultKind.CertificateMismatch, (await Assert.ThrowsAsync<DocSigningException>(() => FetchAsync(all[2]))).Kind);
        Assert.Equal(FaultKind.CertificateMismatch, (await Assert.ThrowsAsync<DocSigningException>(() => FetchAsync(all[3]))).Kind);

        // Whichever way it is asked for, the present one comes for the former.
        _answers[Download(302)] = Pem(2);
        _answers["certificate/302/chain"] = "{\"intermediates\":[]}";
        _answers["certificate/download/order/7/format/pem_all"] = Pem(1);
        DocSigningException other = await Assert.ThrowsAsync<DocSigningException>(() => FetchAsync(all[1]));
        Assert.Equal(FaultKind.CertificateMismatch, other.Kind);
        Assert.Contains("302 of order 7 for Mira Solberg", other.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Leaf(PersonsKey person, byte serial) => person.Authority.CreatePerson(
        person.Key.GetSubjectPublicKeyInfo(), new PersonCertificate { SerialNumber = [0, serial] });

    private static string Download(long id) => $"certificate/{id}/download/format/pem_all";

    private string Pem(int leaf) =>
        Encoding.ASCII.GetString(TestAuthority.Bundle(person.Authority.Issuing, _leaves[leaf], person.Authority.Root));

    private JObject Order() => new()
    {
        ["id"] = 7,
        ["status"] = "issued",
        ["product"] = new JObject { ["name_id"] = "ds_org_individual" },
        ["subject"] = new JObject { ["given_name"] = "Mira", ["surname"] = "Solberg", ["email"] = "mira.solberg@fjordlab.example" },
        ["certificate"] = new JObject
        {
            ["id"] = 303,
            ["serial_number"] = "33",
            ["thumbprint"] = _leaves[2].Thumbprint,
            ["date_issued"] = "2026-06-01T08:00:00+00:00",
            ["valid_till"] = "2027-11-02",
        },
    };

    private static JObject Reissues(params JObject[] rows) => new() { ["certificates"] = new JArray(rows.Cast<object>()) };

    private JObject Row(
        long id, int leaf, string status = "issued", string till = "2027-11-02", string? csr = null, string? thumbprint = null,
        string? issued = null) => new()
        {
            ["id"] = id,
            ["serial_number"] = ((leaf + 1) * 11).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["thumbprint"] = thumbprint ?? _leaves[leaf].Thumbprint,
            ["common_name"] = "Mira Solberg",
            ["status"] = status,
            ["valid_till"] = till,
            ["csr"] = csr,
            ["date_issued"] = issued,
        };

    private static JObject Bare(long id) => new() { ["id"] = id, ["status"] = "issued", ["thumbprint"] = new string('B', 64) };

    private async Task<IReadOnlyList<SigningCertificate>> ListAsync(
        IOrderJournal? journal, string? keyReference = null, Action<long>? onUnlisted = null)
    {
        using CertCentralClient client = Client();
        var certificates = new OrderCertificates(client, journal, OrderingFixture.AccountId, _time) { OnUnlisted = onUnlisted };
        return await certificates.ListAsync(7, keyReference, CancellationToken.None);
    }

    private async Task<IssuedCertificate> FetchAsync(SigningCertificate wanted)
    {
        using CertCentralClient client = Client();
        return await new CertificateFetcher(client).FetchAsync(wanted, CancellationToken.None);
    }

    private CertCentralClient Client() => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        PrimaryHandler = () => new StubServer(request =>
        {
            string path = request.RequestUri!.AbsolutePath["/services/v2/".Length..];
            string? body = _answers.GetValueOrDefault(path);
            return new HttpResponseMessage(body is null ? HttpStatusCode.NotFound : HttpStatusCode.OK)
            {
                Content = new StringContent(
                    body ?? """{"errors":[{"code":"not_found","message":"no such thing"}]}""",
                    Encoding.UTF8,
                    body is null or ['{', ..] ? "application/json" : "application/x-pem-file"),
            };
        }),
    });

    private async Task NoteAsync(IOrderJournal journal, string reference, long? orderId, string csr, string keyReference)
    {
        await using IJournalRun run = await journal.EnterRunAsync("notes " + reference, CancellationToken.None);
        var noted = new OrderIntent
        {
            Reference = reference,
            Key = IntentKey.Of(OrderingFixture.AccountId, "ds_org_individual", "mira.solberg@fjordlab.example"),
            Kind = orderId is null ? IntentKind.Reissue : IntentKind.Order,
            TargetOrderId = orderId is null ? 7 : null,
            OrderId = orderId,
            State = IntentState.Placed,
            GivenName = "Mira",
            Surname = "Solberg",
            Email = "mira.solberg@fjordlab.example",
            PublicKeySha256 = CsrInspector.Inspect(csr).PublicKeySha256,
            KeyReference = keyReference,
            RunId = run.RunId,
            CreatedAt = _time.GetUtcNow(),
            UpdatedAt = _time.GetUtcNow(),
        };
        Assert.NotNull(await journal.TryClaimAsync(run, noted, [], CancellationToken.None));
    }
}

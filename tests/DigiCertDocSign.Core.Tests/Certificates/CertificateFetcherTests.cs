using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CertCentral;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Tests.Certificates;

public class CertificateFetcherTests(PersonsKey person) : IClassFixture<PersonsKey>
{
    private const string Download = "/certificate/340077215/download/format/pem_all";
    private const string Chain = "/certificate/340077215/chain";
    private const string ByOrder = "/certificate/download/order/318840027/format/pem_all";
    private const string RightSerial = "A1B2C3";

    [Fact]
    public async Task The_certificate_of_the_order_is_downloaded_once()
    {
        var server = new ByHand(Order()) { [Download] = Pem(0xA1, 0xB2, 0xC3) };
        IssuedCertificate certificate = await Fetch(server);

        Assert.Equal((RightSerial, 3), (certificate.SerialNumber, Exported.ChainSubjects(certificate).Count));
        Assert.Equal(["/order/certificate/318840027", Download], server.Calls);
    }

    [Theory]
    [InlineData("another certificate")]
    [InlineData("garbage")]
    [InlineData("html")]
    [InlineData("404")]
    public async Task When_the_download_is_of_no_use_the_chain_call_serves(string answer)
    {
        var server = new ByHand(Order())
        {
            [Download] = answer switch
            {
                "another certificate" => Pem(0x11),
                "garbage" => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "html" => "<html><body>Gateway</body></html>",
                _ => null,
            },
            [Chain] = ChainJson(Pem(0xA1, 0xB2, 0xC3)),
        };

        Assert.Equal(RightSerial, (await Fetch(server)).SerialNumber);
    }

    [Fact]
    public async Task The_orders_own_download_is_the_last_way_when_the_chain_is_empty()
    {
        var server = new ByHand(Order()) { [Download] = null, [Chain] = "{\"intermediates\":[]}", [ByOrder] = Pem(0xA1, 0xB2, 0xC3) };
        Assert.Equal(RightSerial, (await Fetch(server)).SerialNumber);
    }

    [Fact]
    public async Task Another_certificate_by_every_way_is_a_mismatch_that_names_both()
    {
        var server = new ByHand(Order()) { [Download] = Pem(0x11), [Chain] = ChainJson(Pem(0x11)), [ByOrder] = Pem(0x11) };
        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() => Fetch(server));

        Assert.Equal(FaultKind.CertificateMismatch, fault.Kind);
        Assert.Contains("11", fault.Message, StringComparison.Ordinal);
        Assert.Contains(RightSerial, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pending", "validates")]
    [InlineData("needs_approval", "approve")]
    [InlineData("canceled", "canceled")]
    public async Task An_order_without_a_certificate_says_its_status_and_who_is_next(string status, string expected)
    {
        var server = new ByHand(Order(status));
        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() => Fetch(server));

        Assert.Equal(FaultKind.CertificateNotIssued, fault.Kind);
        Assert.Contains("318840027", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task What_the_order_says_is_what_the_certificate_is_held_against()
    {
        var server = new ByHand(Order()) { [Download] = Pem(0xA1, 0xB2, 0xC3) };
        using CertCentralClient client = server.Client();
        SigningOrder order = await new OrderFollower(client, TimeProvider.System).GetOrderAsync(318840027, default);
        IssuedCertificate certificate = await new CertificateFetcher(client).FetchAsync(order, default);

        IReadOnlyList<CertificateCheck> checks = CertificateProof.Check(certificate, CertificateExpectation.Of(order), TestAuthority.Now);

        Assert.Equal([], checks.Where(check => !check.Passed));
    }

    private static async Task<IssuedCertificate> Fetch(ByHand server)
    {
        using CertCentralClient client = server.Client();
        return await new CertificateFetcher(client).FetchAsync(318840027, default);
    }

    private string Pem(params byte[] serial)
    {
        using X509Certificate2 leaf =
            person.Authority.CreatePerson(person.Key.GetSubjectPublicKeyInfo(), new PersonCertificate { SerialNumber = [0, .. serial] });
        return Encoding.ASCII.GetString(TestAuthority.Bundle(person.Authority.Issuing, leaf, person.Authority.Root))
            .Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    private static string ChainJson(string pem)
    {
        var members = pem.Split("-----END CERTIFICATE-----").SkipLast(1)
            .Select(block => new { subject_common_name = "x", pem = block + "-----END CERTIFICATE-----\r\n" });
        return JsonSerializer.Serialize(new { intermediates = members });
    }

    private string Order(string status = "issued")
    {
        JsonNode order = JsonNode.Parse(Samples.Text("order-info.issued.json"))!;
        order["status"] = status;
        order["certificate"]!["serial_number"] = RightSerial;
        order["certificate"]!["valid_from"] = TestAuthority.Now.AddMonths(-1).ToString("yyyy-MM-dd", null);
        order["certificate"]!["valid_till"] = TestAuthority.Now.AddYears(1).ToString("yyyy-MM-dd", null);
        order["certificate"]!["csr"] = CsrInspector.Inspect(person.Csr).OneLine;
        return order.ToJsonString();
    }

    private sealed class ByHand(string order) : HttpMessageHandler
    {
        private readonly Dictionary<string, string?> _answers = new() { ["/order/certificate/318840027"] = order };

        public List<string> Calls { get; } = [];

        public string? this[string path]
        {
            set => _answers[path] = value;
        }

        public CertCentralClient Client() =>
            new(new CertCentralOptions { ApiKey = ApiKey.From(Secret.Of("sandbox")), PrimaryHandler = () => this });

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string path = request.RequestUri!.AbsolutePath.Replace("/services/v2", "", StringComparison.Ordinal);
            Calls.Add(path);
            string? body = _answers.GetValueOrDefault(path);
            string type = body switch
            {
                null or ['{', ..] => "application/json",
                ['<', ..] => "text/html",
                _ => "application/x-pem-file",
            };
            return Task.FromResult(new HttpResponseMessage(body is null ? HttpStatusCode.NotFound : HttpStatusCode.OK)
            {
                Content =
                    new StringContent(body ?? "{\"errors\":[{\"code\":\"not_found\",\"message\":\"no such thing\"}]}", Encoding.UTF8, type),
                RequestMessage = request,
            });
        }
    }
}

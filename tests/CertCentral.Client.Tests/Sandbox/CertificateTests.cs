using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CertCentral.Sandbox;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Sandbox;

/// <summary>The certificates are real ones: openssl and .NET judge them, not the code that made them.</summary>
public sealed class CertificateTests
{
    private static readonly SandboxOptions AtOnce = new() { ApprovalDelay = TimeSpan.Zero, ValidationDelay = TimeSpan.Zero };

    [Theory]
    [InlineData("rsa", "sha256")]
    [InlineData("p-256", "sha384")]
    [InlineData("p-384", "sha512")]
    public async Task A_certificate_verifies_against_its_chain_and_says_what_was_ordered(string kind, string hash)
    {
        await using BareClient client = await BareClient.StartAsync(AtOnce);
        using var folder = new TempFolder();
        using AsymmetricAlgorithm key = kind switch
        {
            "p-256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "p-384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            _ => (AsymmetricAlgorithm)RSA.Create(3072),
        };
        JToken info = await IssueAsync(client, body =>
        {
            body["certificate"]!["csr"] = Orders.Csr(key);
            body["certificate"]!["signature_hash"] = hash;
            body["subject"]!["given_name"] = "Åse Ólöf";
            body["subject"]!["surname"] = "Ødegård-Łukasz";
        });
        List<string> pem = Blocks(await TextAsync(client, $"certificate/{info["certificate"]!["id"]}/download/format/pem_all"));
        string leaf = folder.Write("leaf.pem", pem[0]);
        string issuer = folder.Write("issuer.pem", pem[1]);
        string root = folder.Write("root.pem", pem[2]);

        string verified = await OpenSsl.RunAsync("verify", "-x509_strict", "-policy_check", "-CAfile", root, "-untrusted", issuer, leaf);
        string text = await OpenSsl.RunAsync(
            "x509", "-in", leaf, "-noout", "-text", "-nameopt", "utf8,sep_comma_plus", "-certopt", "no_pubkey,no_sigdump");

        Assert.Equal($"{leaf}: OK", verified.Trim());
        Assert.Contains(
            "Subject: C=NO,ST=Vestland,L=Bergen,O=Fjordlab AS,CN=Åse Ólöf Ødegård-Łukasz,emailAddress=mira.solberg@fjordlab.example",
            text,
            StringComparison.Ordinal);
        Assert.Matches(@"Key Usage: critical\s+Digital Signature, Non Repudiation\s", text);
        Assert.Matches(
            @"Extended Key Usage:\s+1\.3\.6\.1\.5\.5\.7\.3\.36, 1\.3\.6\.1\.4\.1\.311\.10\.3\.12, 1\.2\.840\.113583\.1\.1\.5\s",
            text);
        Assert.Contains("email:mira.solberg@fjordlab.example", text, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
        Assert.Contains("Certificate Policies", text, StringComparison.Ordinal);
        Assert.Contains($"Signature Algorithm: ecdsa-with-{hash.ToUpperInvariant()}", text, StringComparison.Ordinal);
        using var certificate = X509Certificate2.CreateFromPem(pem[0]);
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(info["certificate"]!.Value<string>("serial_number"), certificate.SerialNumber);
        Assert.Equal(info["certificate"]!.Value<string>("thumbprint"), certificate.Thumbprint);
        Assert.Equal(
            info["certificate"]!.Value<string>("valid_from"),
            certificate.NotBefore.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(
            info["certificate"]!.Value<string>("valid_till") + " 23:59:59",
            certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("pem_all", "application/x-pem-file", 3)]
    [InlineData("pem_noroot", "application/x-pem-file", 2)]
    [InlineData("pem_nointermediate", "application/x-pem-file", 1)]
    [InlineData("pem", "application/x-pem-file", 1)]
    [InlineData("crt", "application/x-pem-file", 1)]
    [InlineData("p7b", "application/x-pkcs7-certificates", 3)]
    [InlineData("cer", "application/x-pkcs7-certificates", 3)]
    [InlineData("default", "application/zip", 3)]
    [InlineData("apache", "application/zip", 3)]
    [InlineData("default_cer", "application/zip", 3)]
    [InlineData("default_pem", "application/zip", 3)]
    public async Task Every_format_holds_the_same_certificates_by_certificate_and_by_order(string format, string contentType, int count)
    {
        await using BareClient client = await BareClient.StartAsync(AtOnce);
        JToken info = await IssueAsync(client);

        using HttpResponseMessage byCertificate =
            await client.Http.GetAsync(new Uri($"certificate/{info["certificate"]!["id"]}/download/format/{format}", UriKind.Relative));
        using HttpResponseMessage byOrder =
            await client.Http.GetAsync(new Uri($"certificate/download/order/{info["id"]}/format/{format}", UriKind.Relative));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (byCertificate.StatusCode, byOrder.StatusCode));
        Assert.Equal(contentType, byCertificate.Content.Headers.ContentType!.MediaType);
        List<string> certificates = await ReadAsync(contentType, await byCertificate.Content.ReadAsByteArrayAsync());
        Assert.Equal(certificates.Order(), (await ReadAsync(contentType, await byOrder.Content.ReadAsByteArrayAsync())).Order());
        Assert.Equal(count, certificates.Count);
        Assert.Contains(info["certificate"]!.Value<string>("thumbprint"), certificates);
    }

    [Fact]
    public async Task The_platform_picks_the_format_and_an_unknown_one_is_refused()
    {
        await using BareClient client = await BareClient.StartAsync(AtOnce);
        JToken info = await IssueAsync(client, body => body["certificate"]!["server_platform"] = new JObject { ["id"] = 40 });
        string path = $"certificate/{info["certificate"]!["id"]}/download/";

        Assert.StartsWith("-----BEGIN PKCS7-----", await TextAsync(client, path + "platform"), StringComparison.Ordinal);
        Assert.StartsWith(
            "-----BEGIN PKCS7-----",
            await TextAsync(client, $"certificate/download/order/{info["id"]}"),
            StringComparison.Ordinal);
        Assert.Equal(3, Blocks(await TextAsync(client, path + "platform/29")).Count);
        Assert.Equal(["invalid_value|platform"], await client.RefusedAsync(HttpMethod.Get, path + "platform/77", null));
        Assert.Equal(["invalid_value|format"], await client.RefusedAsync(HttpMethod.Get, path + "format/jks", null));
    }

    [Fact]
    public async Task A_download_that_the_call_does_not_accept_is_406()
    {
        await using BareClient client = await BareClient.StartAsync(AtOnce);
        JToken info = await IssueAsync(client);
        client.Http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        await client.RefusedAsync(
            HttpMethod.Get, $"certificate/{info["certificate"]!["id"]}/download/format/pem_all", null, HttpStatusCode.NotAcceptable);
    }

    [Fact]
    public async Task Before_issue_there_is_nothing_to_download()
    {
        await using BareClient client =
            await BareClient.StartAsync(new SandboxOptions { ApprovalDelay = TimeSpan.Zero, ValidationDelay = TimeSpan.FromDays(1) });
        JToken created = await client.PostAsync(Orders.CreatePath, Orders.Minimal());

        foreach (string? path in new[]
        {
            $"certificate/{created["certificate_id"]}/download/format/pem_all",
            $"certificate/download/order/{created["id"]}/format/pem_all",
            $"certificate/{created["certificate_id"]}/chain",
        })
        {
            Assert.Equal(["not_found|certificate"], await client.RefusedAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound));
        }
    }

    private static async Task<JToken> IssueAsync(BareClient client, Action<JObject>? change = null) =>
        await client.GetAsync("order/certificate/" + await client.OrderAsync(change));

    private static Task<string> TextAsync(BareClient client, string path) => client.Http.GetStringAsync(new Uri(path, UriKind.Relative));

    private static List<string> Blocks(string pem) =>
        [.. pem.Split("-----BEGIN CERTIFICATE-----").Skip(1).Select(block => "-----BEGIN CERTIFICATE-----" + block)];

    /// <summary>Thumbprints of all certificates in a download.</summary>
    private static async Task<List<string>> ReadAsync(string contentType, byte[] body)
    {
        using var folder = new TempFolder();
        string text = contentType switch
        {
            "application/zip" => Unpack(body),
            "application/x-pkcs7-certificates" =>
                await OpenSsl.RunAsync("pkcs7", "-in", folder.Write("bundle.p7b", Encoding.ASCII.GetString(body)), "-print_certs"),
            _ => Encoding.ASCII.GetString(body),
        };
        return [.. Blocks(text).Select(block =>
        {
            using var certificate = X509Certificate2.CreateFromPem(block);
            return certificate.Thumbprint;
        })];
    }

    private static string Unpack(byte[] body)
    {
        using var archive = new ZipArchive(new MemoryStream(body));
        return string.Concat(archive.Entries.Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        }));
    }
}

using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Reporting;

/// <summary>What an account shows in its lists, and what a report makes of it.</summary>
public sealed class ReportListTests : IAsyncLifetime
{
    private readonly SandboxSession _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>Where the decimals have a comma, spreadsheets end a cell at a semicolon.</summary>
    [Theory]
    [InlineData("Berg;=HYPERLINK(\"http://x\")", "Berg;'=HYPERLINK(\"http://x\")")]
    [InlineData("Berg;\"=1+1\"", "Berg;\"'=1+1\"")]
    [InlineData("Berg; +1", "Berg; '+1")]
    [InlineData("Berg\n=1+1", "Berg\n'=1+1")]
    [InlineData("Berg\t@SUM(1)", "Berg\t'@SUM(1)")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("\uFF0B1", "'\uFF0B1")]
    [InlineData("\uFF0D1", "'\uFF0D1")]
    [InlineData("\uFF20SUM(1)", "'\uFF20SUM(1)")]
    [InlineData("Berg-Dahl; Mira", "Berg-Dahl; Mira")]
    public void No_text_of_others_is_a_formula_in_any_language(string name, string written)
    {
        Answer(Order(1, name));

        _sandbox.Run("Export-DocSigningReport -Path $folder/report.csv").Clean();

        PSObject row = Assert.Single(_sandbox.Run("Import-Csv -LiteralPath $folder/report.csv").Clean());
        Assert.Equal(written, row.Properties["Person"].Value);
    }

    [Fact]
    public void What_is_in_two_currencies_is_never_added()
    {
        Answer(Order(1, "Berg", "\"price\":100"), Order(2, "Dahl", "\"price\":30"), Order(3, "Vik", "\"price\":4"), Order(4, "Lund"));
        _sandbox.Server.Answering = Also(
            _sandbox.Server.Answering!, "/order/certificate/2", Order(2, "Dahl", "\"price\":30,\"currency\":\"EUR\""));

        _sandbox.Run("Get-DocSigningOrder -OrderId 2 | Export-DocSigningReport -Path $folder/report.html").Clean();
        string page = ReportPage.TextOf(_sandbox.Folder);
        _sandbox.Run("Get-DocSigningOrder -OrderId 2 | Export-DocSigningReport -Path $folder/report.json").Clean();

        Assert.Contains("Orders that show no price or no date, and so stand in no sum: 1.", page, StringComparison.Ordinal);
        Assert.Contains("2026-10 Fjordlab AS 1 30.00 EUR 2026-10 Fjordlab AS 2 104.00 USD", page, StringComparison.Ordinal);
        Assert.Contains("All 1 30.00 EUR All 2 104.00 USD", page, StringComparison.Ordinal);
        var report = JObject.Parse(File.ReadAllText(Path.Combine(_sandbox.Folder, "report.json")));
        Assert.Equal(1, (int)report["ordersWithoutPrice"]!);
        Assert.Equal(["EUR 30", "USD 104"], report["costs"]!.Select(cost => $"{cost["currency"]} {(int)cost["sum"]!}"));
    }

    [Fact]
    public void A_revoked_certificate_is_not_in_force_whatever_its_order_is_called()
    {
        Answer(Order(1, "Berg", status: "revoked"), Order(2, "Dahl"));

        ScriptRun run = _sandbox.Run("Export-DocSigningReport -Path $folder/report.html");

        Assert.Equal((1, 0), (run.Value<int>("InForce"), run.Value<int>("Waiting")));
        string page = ReportPage.TextOf(_sandbox.Folder);
        Assert.Contains("Berg 1 Revoked 2028-05-15", page, StringComparison.Ordinal);
        Assert.Contains("Dahl 2 Issued 2028-05-15", page, StringComparison.Ordinal);
        Assert.Contains("Certificates in force 1", page, StringComparison.Ordinal);
    }

    private static string Order(long id, string name, string? more = null, string? status = null) =>
        $$"""
        {"id":{{id}},"certificate":{"id":{{id + 100}},"common_name":{{JToken.FromObject(name).ToString(Newtonsoft.Json.Formatting.None)}},
        "status":{{(status is null ? "null" : $"\"{status}\"")}},"valid_till":"2028-05-15"},"status":"issued",
        "date_created":"2026-10-15T08:30:00+00:00","organization":{"id":610233,"name":"Fjordlab AS"},
        "product":{"name_id":"ds_org_individual"}{{(more is null ? "" : "," + more)}} }
        """;

    private static Func<RecordedCall, ByHand?> Also(Func<RecordedCall, ByHand?> others, string ending, string body) =>
        call => call.PathAndQuery.EndsWith(ending, StringComparison.Ordinal) ? ByHand.Answer(200, "application/json", body) : others(call);

    private void Answer(params string[] orders) => _sandbox.Server.Answering = call =>
        !call.PathAndQuery.Contains("/order/certificate?", StringComparison.Ordinal) ? null : ByHand.Answer(
            200,
            "application/json",
            $$"""{"orders":[{{string.Join(',', orders)}}],"page":{"total":{{orders.Length}},"limit":1000,"offset":0} }""");
}

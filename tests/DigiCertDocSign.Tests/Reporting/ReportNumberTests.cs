using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Reporting;

/// <summary>
/// What stands in the page, against what the account was made to have: each count, sum, name, day and reason is known before, and a report
/// that has another one fails.
/// </summary>
public sealed class ReportNumberTests : IAsyncLifetime
{
    private readonly SandboxSession _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>Of an account on 3 November 2026. What is not in force, or has ended yesterday, ends in no month.</summary>
    [Fact]
    public void The_chart_and_its_table_count_each_certificate_in_the_month_in_which_it_ends()
    {
        Answer(
            Order(1, "issued", "2026-11-03"), Order(2, "issued", "2026-11-30"), Order(3, "reissue_pending", "2026-11-30"),
            Order(4, "issued", "2027-02-01"), Order(5, "issued", "2027-03-01"), Order(6, "issued", "2027-03-31"),
            Order(7, "issued", "2026-11-02"), Order(8, "expired", "2027-02-11"), Order(9, "pending", null),
            Order(10, "issued", "2027-02-11", "\"certificate_status\":\"x\"", "revoked"), Order(11, "canceled", null));

        _sandbox.Run("Export-DocSigningReport -Path $folder/report.html").Clean();
        XElement page = Page();

        Assert.Equal(["2026-11 3", "2027-02 1", "2027-03 2"], Rows(page, "expiry-table"));
        Assert.Equal(
            ["Orders 11", "Certificates in force 7", "End within 90 days 4", "Wait for somebody 2", "Done since 2026-10-04 0"],
            page.Descendants("ul").Single(list => list.Attribute("class")?.Value == "figures").Elements()
                .Select(figure => string.Join(' ', figure.Elements().Select(part => part.Value))));
        XElement[] drawn = [.. page.Descendants().Single(one => one.Name.LocalName == "svg").Elements()];
        Assert.Equal(
            "6 certificates end from 2026-11 to 2027-03; most of them, 3, in 2026-11. The table below has each month.",
            drawn.Single(one => one.Name.LocalName == "desc").Value);
        AssertBars(drawn, ["2026-11 3", "2026-12", "2027-01", "2027-02 1", "2027-03 2"]);
    }

    /// <summary>What was refused, canceled or not approved yet costs nothing; what shows no price is told apart.</summary>
    [Fact]
    public void The_cost_of_each_month_and_organization_is_the_sum_of_its_prices()
    {
        Answer(
            Priced(1, "2026-10-31T23:59:59+00:00", 489m, "issued"), Priced(2, "2026-10-01T00:00:00+00:00", 929m, "pending"),
            Priced(3, "2026-11-01T00:00:00+00:00", 489.5m, "revoked"), Priced(4, "2026-11-01T00:30:00+02:00", 1320m, "issued"),
            Priced(5, "2026-10-15T08:30:00+00:00", 100m, "issued", "Fjordlab Nord AS"),
            Priced(6, "2026-10-15T08:30:00+00:00", 5000m, "canceled"), Priced(7, "2026-10-15T08:30:00+00:00", 5000m, "rejected"),
            Priced(8, "2026-10-15T08:30:00+00:00", 5000m, "needs_approval"), Priced(9, "2026-10-15T08:30:00+00:00", null, "issued"));

        _sandbox.Run("Export-DocSigningReport -Path $folder/report.html").Clean();
        XElement page = Page();

        Assert.Equal(
            [
                "2026-11 | Fjordlab AS | 1 | 489.50 USD", "2026-10 | Fjordlab AS | 3 | 2,738.00 USD",
                "2026-10 | Fjordlab Nord AS | 1 | 100.00 USD", "All |  | 5 | 3,327.50 USD",
            ],
            Rows(page, "costs-table", " | "));
        Assert.Contains(
            "stand in no sum: 1.", page.Descendants("section").Single(one => one.Attribute("id")!.Value == "costs").Value,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_says_who_ordered_and_decided_when_and_why_a_certificate_was_revoked()
    {
        string began = Now();
        _sandbox.Issue(Person("Mira", "Solberg"), Person("Lars", "Dahl"), Person("Ida", "Berg"));
        long[] orders = [.. _sandbox.Run("$orders.OrderId").Clean().Select(id => (long)id.BaseObject)];
        string[] serials = [.. orders.Select(id => _sandbox.Server.Sandbox.GetOrders().Single(order => order.Id == id).SerialNumber!)];
        string ended = Now();
        _sandbox.Run(
            """
            $orders[0] | Revoke-DocSigningCertificate -Reason KeyCompromise -SkipApproval
            $orders[1] | Revoke-DocSigningCertificate -Reason AffiliationChanged -Comment 'Has left' 3> $null
            """).Clean();
        _sandbox.Clock.Advance(TimeSpan.FromHours(3));
        SandboxOrder left = _sandbox.Server.Sandbox.GetOrders().Single(order => order.Id == orders[1]);
        _sandbox.Server.Console.Decide(left.Requests.Single(request => request.Type == "revoke").Id, approves: true);
        _sandbox.Run("Export-DocSigningReport -Path $folder/report.html -Detailed").Clean();
        XElement page = Page();

        string[] ordered = [.. Rows(page, "orderers-table", " | ").Where(row => !row.Contains("| 271400871 |", StringComparison.Ordinal))];
        string[] people = ["Mira Solberg", "Lars Dahl", "Ida Berg"];
        Assert.Equal(
            string.Join('\n', people.Select((who, place) =>
                $"{who} | {orders[place]} | Ida Berg | {began} | Ida Berg | {began} | {serials[place]}").Order(StringComparer.Ordinal)),
            string.Join('\n', ordered.Order(StringComparer.Ordinal)));
        Assert.Equal(
            $"Lars Dahl | {orders[1]} | Approved | Ida Berg | {ended} | Oskar Lindqvist | {Now()} | AffiliationChanged | Has left\n"
            + $"Mira Solberg | {orders[0]} | Approved | Ida Berg | {ended} | Ida Berg | {ended} | KeyCompromise | ",
            string.Join('\n', Rows(page, "revocations-table", " | ").Order(StringComparer.Ordinal)));
        Assert.Equal(2, page.Descendants().Count(cell => cell.Name.LocalName == "td" && cell.Value == "Revoked"));
    }

    [Fact]
    public void The_page_has_each_finding_of_the_checks_and_where_each_key_is()
    {
        _sandbox.Issue(Person("Mira", "Solberg"), Person("Lars", "Dahl"));

        ScriptRun run = _sandbox.Run(
            """
            $orders[1].KeyReference = $orders[0].KeyReference
            $checks = @($orders | Test-DocSigningCertificate -KeyPassword $password) + @(
                Test-DocSigningKeyStore -KeyDirectory $folder/keys -KeyPassword $password)
            $checks | Export-DocSigningReport -Path $folder/report.html | Out-Null
            $checks
            """);
        PSObject[] found = [.. run.Clean()];
        XElement page = Page();

        string[] certificates =
            [.. found.Where(check => check.Properties["OrderId"] is not null).Select(check => Row(check, "Person", "OrderId", "Check"))];
        Assert.Contains(certificates, row => row.StartsWith("Lars Dahl", StringComparison.Ordinal) && row.Contains("Key | no |"));
        Assert.Contains(certificates, row => row.StartsWith("Mira Solberg", StringComparison.Ordinal) && row.Contains("Key | yes |"));
        Assert.Equal(certificates, Rows(page, "checks-table", " | "));
        string[] stores = [.. found.Where(check => check.Properties["Store"] is not null).Select(check => Row(check, "Store", "Check"))];
        Assert.Contains(stores, row => row.Contains("Certification | ", StringComparison.Ordinal));
        Assert.Equal(stores, Rows(page, "stores-table", " | "));
        string[] keys = [.. _sandbox.Run("Get-DocSigningJournal | ForEach-Object { \"$($_.OrderId) $($_.KeyReference)\" }").Clean()
            .Select(line => $"{line}").Order(StringComparer.Ordinal)];
        Assert.Equal(2, keys.Length);
        Assert.Equal(keys, Rows(page, "holders-table", " | ").Select(row => row.Split(" | ")).Where(row => row[7].Length > 0)
            .Select(row => $"{row[2]} {row[7]}").Order(StringComparer.Ordinal));

        static string Row(PSObject check, params string[] names) => string.Join(
            " | ",
            [
                .. names.Select(name => $"{check.Properties[name].Value}"),
                check.Properties["Passed"].Value switch { true => "yes", false => "no", _ => "not known" },
                Regex.Replace($"{check.Properties["Detail"].Value}", @"\s+", " "),
            ]);
    }

    private static PSObject Person(string givenName, string surname) => SandboxSession.Person(
        givenName, surname, $"{givenName}.{surname}@fjordlab.example".ToLowerInvariant());

    /// <summary>Each number stands above its bar and its month, each bar on the line, as high as its number says.</summary>
    private static void AssertBars(XElement[] drawn, string[] months)
    {
        double line = Number(drawn.Single(one => one.Name.LocalName == "line"), "y1");
        XElement[] texts = [.. drawn.Where(one => one.Name.LocalName == "text")];
        XElement[] bars = [.. drawn.Where(one => one.Name.LocalName == "rect")];
        Assert.Equal(
            months,
            texts.GroupBy(text => Number(text, "x")).OrderBy(group => group.Key).Select(group => string.Join(
                ' ', group.OrderBy(text => IsMonth(text) ? 0 : 1).Select(text => text.Value))));
        XElement[] counts = [.. texts.Where(text => !IsMonth(text))];
        double one = Number(bars[0], "height") / Number(counts[0].Value);
        Assert.Equal(counts.Length, bars.Length);
        Assert.All(bars.Zip(counts), pair =>
        {
            Assert.Equal(one * Number(pair.Second.Value), Number(pair.First, "height"), 0.02);
            Assert.Equal(line, Number(pair.First, "y") + Number(pair.First, "height"), 0.02);
            Assert.Equal(Number(pair.Second, "x"), Number(pair.First, "x") + (Number(pair.First, "width") / 2), 0.02);
            Assert.InRange(Number(pair.First, "y"), Number(pair.Second, "y"), line);
        });
    }

    private static bool IsMonth(XElement text) => text.Value.Contains('-', StringComparison.Ordinal);

    private static double Number(XElement drawn, string attribute) => Number(drawn.Attribute(attribute)!.Value);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Rows(XElement page, string id, string between = " ") =>
    [
        .. page.Descendants("caption").Single(caption => caption.Attribute("id")!.Value == id).Parent!.Element("tbody")!.Elements("tr")
            .Select(row => string.Join(between, row.Elements().Select(cell => cell.Value))),
    ];

    private static string Order(int id, string status, string? end, string? more = null, string? certificate = null) =>
        $$"""
        {"id":{{id}},"certificate":{"id":{{id + 100}},"common_name":"Mira Solberg"
        {{(end is null ? "" : $",\"valid_till\":\"{end}\"")}}{{(certificate is null ? "" : $",\"status\":\"{certificate}\"")}}},
        "status":"{{status}}","date_created":"2026-10-15T08:30:00+00:00","organization":{"id":610233,"name":"Fjordlab AS"},
        "product":{"name_id":"ds_org_individual"}{{(more is null ? "" : "," + more)}} }
        """;

    private static string Priced(int id, string created, decimal? price, string status, string organization = "Fjordlab AS") =>
        $$"""
        {"id":{{id}},"certificate":{"id":{{id + 100}},"common_name":"Mira Solberg"},"status":"{{status}}","date_created":"{{created}}",
        "organization":{"id":610233,"name":"{{organization}}"},"product":{"name_id":"ds_org_individual"}
        {{(price is { } known ? FormattableString.Invariant($",\"price\":{known}") : "")}} }
        """;

    private XElement Page() => ReportPage.Parse(File.ReadAllText(Path.Combine(_sandbox.Folder, "report.html")));

    private string Now() => _sandbox.Clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private void Answer(params string[] orders) => _sandbox.Server.Answering = call =>
        !call.PathAndQuery.Contains("/order/certificate?", StringComparison.Ordinal) ? null : ByHand.Answer(
            200,
            "application/json",
            $$"""{"orders":[{{string.Join(',', orders)}}],"page":{"total":{{orders.Length}},"limit":1000,"offset":0} }""");
}

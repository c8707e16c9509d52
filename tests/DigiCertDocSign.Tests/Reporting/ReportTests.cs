using System.Globalization;
using System.Management.Automation;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Reporting;

/// <summary>The report for people, spreadsheets and programs.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private const string Hostile = "<script>alert(1)</script>";

    private const string Order =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
        + "ProvisioningMethod = 'ClientApp'; AgreeToSubscriberAgreement = $true }; ";

    private readonly SandboxSession _sandbox = new();

    private string Page => Path.Combine(_sandbox.Folder, "report.html");

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public void The_page_tells_who_has_what_what_waits_what_was_done_and_what_it_cost()
    {
        long waiting = PlaceOrders();

        ScriptRun run = _sandbox.Run("Export-DocSigningReport -Path $folder/report.html");

        // Also the order that stood before.
        run.Clean();
        Assert.Equal((4, 1, 2), (run.Value<int>("Orders"), run.Value<int>("InForce"), run.Value<int>("Waiting")));
        string text = TextOf(File.ReadAllText(Page));
        Assert.Matches($"Nora Vik {waiting} NeedsApproval 2026-11-03 An administrator of the account: approve request", text);
        Assert.Matches($@"Nora Vik nora@fjordlab\.example {waiting} NeedsApproval", text);
        Assert.Matches($@"Nora Vik Order Placed {waiting} DS-\w+ 2026-11-03 \d\d:\d\d UTC", text);
        Assert.Matches(@"20\d\d-\d\d Fjordlab AS 1 ([\d,]+\.00 USD) All 1 \1", text);

        // The list does not show whether an order has its CSR, so nobody is told to give one.
        Assert.Matches($"Dahl {waiting + 1} Pending 2026-11-03 DigiCert validates the organization and", text);
        Assert.DoesNotContain("Update-DocSigningCsr", text, StringComparison.Ordinal);
        Assert.Matches($@"Nora Vik {waiting} \w+", text);
        Assert.Contains(Hostile, text, StringComparison.Ordinal);
        Assert.Contains("who decided, and when, is asked for with -Detailed", text, StringComparison.Ordinal);
    }

    /// <summary>Written as XML may be, so that a strict parser reads it; a test of its own asks an HTML checker and a browser.</summary>
    [Fact]
    public void The_page_loads_nothing_runs_nothing_and_can_be_read_without_seeing_it()
    {
        PlaceOrders();
        _sandbox.Run("Get-DocSigningOrder -Status Issued | Test-DocSigningCertificate | Export-DocSigningReport -Path $folder/report.html")
            .Clean();
        string html = File.ReadAllText(Page);
        XElement page = ReportPage.Parse(html);

        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object");
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute =>
            attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)
            || (attribute.Name.LocalName is "href" or "src" && !attribute.Value.StartsWith('#')));
        Assert.DoesNotMatch(@"url\(|@import|javascript:", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Equal("en", page.Attribute("lang")!.Value);
        Assert.Contains("prefers-color-scheme:dark", html, StringComparison.Ordinal);
        Assert.Contains("@media print", html, StringComparison.Ordinal);

        int[] levels =
        [
            .. page.Descendants().Select(one => one.Name.LocalName).Where(name => Regex.IsMatch(name, "^h[1-6]$"))
                .Select(name => name[1] - '0'),
        ];
        Assert.Equal(1, levels[0]);
        Assert.Equal(1, levels.Count(level => level == 1));
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, $"h{pair.Second} after h{pair.First}"));
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.Subset(ids.ToHashSet(), page.Descendants().Attributes("aria-labelledby").Select(name => name.Value).ToHashSet());
        Assert.Subset(ids.ToHashSet(), page.Descendants("a").Select(link => link.Attribute("href")!.Value[1..]).ToHashSet());
        Assert.All(page.Descendants("table"), table =>
        {
            Assert.NotEmpty(table.Element("caption")!.Value);
            Assert.All(table.Descendants("th"), head => Assert.Contains(head.Attribute("scope")!.Value, new[] { "col", "row" }));
            int columns = table.Descendants("thead").Descendants("th").Count();
            Assert.All(table.Element("tbody")!.Elements("tr"), row => Assert.Equal(columns, row.Elements().Count()));
        });
        XElement chart = Assert.Single(page.Descendants(), element => element.Name.LocalName == "svg");
        Assert.Equal("img", chart.Attribute("role")!.Value);
        Assert.All(
            new[] { "title", "desc" },
            name => Assert.Single(chart.Elements(), one => one.Name.LocalName == name && one.Value.Length > 10));
    }

    [Fact]
    public void What_was_done_is_told_since_the_report_that_is_replaced()
    {
        PlaceOrders();
        _sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        _sandbox.Run("Export-DocSigningReport -Path $folder/report.html; Export-DocSigningReport -Path $folder/report.json").Clean();
        Assert.Equal(["ReportFileExists"], _sandbox.Run("Export-DocSigningReport -Path $folder/report.html").ErrorIds);
        Assert.Equal(["ReportFormatUnknown"], _sandbox.Run("Export-DocSigningReport -Path $folder/report.docx").ErrorIds);
        var first = new DateTimeOffset(2026, 11, 3, 9, 15, 52, TimeSpan.Zero);
        _sandbox.Clock.Advance(TimeSpan.FromDays(2));

        foreach (string file in new[] { "report.html", "report.json" })
        {
            Assert.Equal(first, _sandbox.Run($"Export-DocSigningReport -Path $folder/{file} -Force").Value<DateTimeOffset>("Since"));
        }

        Assert.Equal(
            first.AddDays(2 - 30), _sandbox.Run("Export-DocSigningReport -Path $folder/other.html").Value<DateTimeOffset>("Since"));
        Assert.Contains("Since 2026-11-03 09:15 UTC, by the journal. Nothing.", TextOf(File.ReadAllText(Page)), StringComparison.Ordinal);

        // A file of somebody else's says nothing.
        File.WriteAllText(Page, "DigiCertDocSign report of account 1 at 2026-11-04T00:00:00Z");
        Assert.Equal(
            first.AddDays(2 - 30), _sandbox.Run("Export-DocSigningReport -Path $folder/report.html -Force").Value<DateTimeOffset>("Since"));
    }

    [Fact]
    public void A_spreadsheet_gets_no_formula_and_each_order_a_line()
    {
        PlaceOrders();
        CultureInfo before = CultureInfo.CurrentCulture;
        _sandbox.Run("[cultureinfo]::CurrentCulture = 'ar-SA'; Export-DocSigningReport -Path $folder/report.csv").Clean();
        _sandbox.Run("[cultureinfo]::CurrentCulture = $before", ("before", before)).Clean();

        byte[] bytes = File.ReadAllBytes(Path.Combine(_sandbox.Folder, "report.csv"));
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.DoesNotMatch("(?<!\r)\n", Encoding.UTF8.GetString(bytes));
        PSObject[] rows = [.. _sandbox.Run("Import-Csv -LiteralPath $folder/report.csv").Clean()];
        Assert.Equal(4, rows.Length);
        Assert.Contains(rows, row => "'=HYPERLINK(\"http://x\") Berg, \"A\"".Equals(row.Properties["Person"].Value));
        Assert.All(rows, row => Assert.Matches(@"^20\d\d-\d\d-\d\dT", (string)row.Properties["DateCreated"].Value));
        Assert.Single(rows, row => Regex.IsMatch($"{row.Properties["Price"].Value} {row.Properties["Currency"].Value}", @"^\d+\.00 USD$"));
    }

    [Fact]
    public void A_program_reads_names_that_do_not_change()
    {
        long waiting = PlaceOrders();
        _sandbox.Server.ForgetCalls();
        _sandbox.Run(
            "Test-DocSigningKeyStore -KeyDirectory $folder/keys -KeyPassword $password | "
            + "Export-DocSigningReport -Path $folder/report.json -Detailed").Clean();

        var report = JObject.Parse(File.ReadAllText(Path.Combine(_sandbox.Folder, "report.json")));

        Assert.Equal(
            "generator version madeAt since accountId place sandbox currency orders expiry costs ordersWithoutPrice done "
                + "revocations reissues certificateChecks keyStoreChecks",
            string.Join(' ', report.Properties().Select(property => property.Name)));
        JToken nora = Assert.Single(report["orders"]!, order => (long)order["orderId"]! == waiting);
        Assert.Equal(
            "orderId person email status organizationId organization dateCreated validTill daysRemaining waitsFor nextAction price "
                + "currency orderedBy orderedAt decidedBy decidedAt keyReference serialNumber",
            string.Join(' ', ((JObject)nora).Properties().Select(property => property.Name)));
        Assert.Equal("Administrator", (string?)nora["waitsFor"]);

        // Who approved is in no list.
        JToken lars = Assert.Single(report["orders"]!, order => (long)order["orderId"]! == waiting + 1);
        Assert.NotEmpty((string?)lars["decidedBy"] ?? "");
        Assert.Equal(JTokenType.Date, lars["decidedAt"]!.Type);
        Assert.Equal(JTokenType.Null, nora["decidedBy"]!.Type);

        // Of the order from before the journal knows nothing: its details do.
        Assert.All(report["orders"]!, order => Assert.Contains("@", (string?)order["email"], StringComparison.Ordinal));
        Assert.Contains(report["keyStoreChecks"]!, check => (string?)check["check"] == "Certification");
        Assert.Equal(4, _sandbox.Server.Calls.Count(IsOfOneOrder));
    }

    [Fact]
    public void A_report_costs_few_calls_and_is_its_owners_alone()
    {
        PlaceOrders();
        _sandbox.Server.ForgetCalls();

        string path = Path.Combine(_sandbox.Folder, "new", "report.html");
        _sandbox.Run("Export-DocSigningReport -Path $folder/new/report.html").Clean();

        Assert.Equal(5, _sandbox.Server.Calls.Count);
        Assert.Empty(_sandbox.Changes);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(path));
        }
    }

    [ProgramTheory("tidy", "tidy")]
    [InlineData("-Status Issued")]
    public void An_HTML_checker_finds_nothing(string which)
    {
        PlaceOrders();
        _sandbox.Run(
            $"Get-DocSigningOrder {which} | Test-DocSigningCertificate | Export-DocSigningReport -Path $folder/report.html").Clean();

        var checkedPage = ProgramRun.Of("tidy", "-errors", "-quiet", "-utf8", Page);

        Assert.Equal("", checkedPage.Errors.Trim());
        Assert.Equal(0, checkedPage.ExitCode);
    }

    [ProgramTheory("chromium", "chromium")]
    [InlineData(0, 0x14, 0x18, 0x1D)]
    [InlineData(1, 0xFF, 0xFF, 0xFF)]
    public void A_browser_shows_the_page_as_it_was_written_by_night_and_by_day(int scheme, int red, int green, int blue)
    {
        PlaceOrders();
        _sandbox.Run("Export-DocSigningReport -Path $folder/report.html").Clean();
        string picture = Path.Combine(_sandbox.Folder, "page.png");

        Browse($"--blink-settings=preferredColorScheme={scheme}", $"--screenshot={picture}", new Uri(Page).AbsoluteUri);
        ProgramRun run = Browse("--dump-dom", new Uri(Page).AbsoluteUri);

        Assert.Equal([red, green, blue], ReportPage.Corner(picture));

        // The browser has closed, opened or moved nothing: what it holds is what was written.
        Assert.Equal(TextOf(File.ReadAllText(Page)), TextOf(run.Output));
        Assert.Equal(Tags(File.ReadAllText(Page)), Tags(run.Output));
    }

    [ProgramTheory("chromium", "chromium")]
    [InlineData(500)]
    [InlineData(1600)]
    public void A_window_need_not_be_wider_than_it_is(int width)
    {
        PlaceOrders();
        _sandbox.Run("Export-DocSigningReport -Path $folder/report.html").Clean();

        // The page itself runs no script, so a copy of it measures.
        string copy = Path.Combine(_sandbox.Folder, "measured.html");
        string html = Regex.Replace(File.ReadAllText(Page), "<meta http-equiv=[^>]*>", "");
        Assert.DoesNotContain("Content-Security-Policy", html, StringComparison.Ordinal);
        const string Measure = "<script>const page = document.documentElement; "
            + "document.title = `${page.scrollWidth} of ${page.clientWidth}`</script></body>";
        File.WriteAllText(copy, html.Replace("</body>", Measure, StringComparison.Ordinal));

        ProgramRun run = Browse($"--window-size={width},800", "--dump-dom", new Uri(copy).AbsoluteUri);

        Match measured = Regex.Match(run.Output, "<title>([0-9]+) of ([0-9]+)</title>");
        Assert.True(measured.Success, run.Output[..Math.Min(2000, run.Output.Length)]);
        Assert.InRange(int.Parse(measured.Groups[1].Value, CultureInfo.InvariantCulture), 300, width);
        Assert.Equal(measured.Groups[2].Value, measured.Groups[1].Value);
    }

    [Fact]
    public void What_is_piped_from_a_list_is_no_more_than_the_list()
    {
        long waiting = PlaceOrders();
        _sandbox.Run("Get-DocSigningOrder | Export-DocSigningReport -Path $folder/report.html").Clean();
        Assert.DoesNotContain("Update-DocSigningCsr", TextOf(File.ReadAllText(Page)), StringComparison.Ordinal);
        _sandbox.Server.ForgetCalls();

        _sandbox.Run("Get-DocSigningOrder | Export-DocSigningReport -Path $folder/report.json -Detailed").Clean();

        Assert.Equal(4, _sandbox.Server.Calls.Count(IsOfOneOrder));
        _sandbox.Server.ForgetCalls();

        // What was asked for by itself is not asked for again.
        _sandbox.Run(
            "$whole = Get-DocSigningOrder -OrderId $id; $whole | Export-DocSigningReport -Path $folder/report.json -Detailed -Force",
            ("id", waiting)).Clean();
        Assert.Equal(4, _sandbox.Server.Calls.Count(IsOfOneOrder));
    }

    [Fact]
    public void What_is_done_while_a_report_is_made_stands_in_the_next_one()
    {
        PlaceOrders();
        DateTimeOffset began = _sandbox.Clock.GetUtcNow();
        _sandbox.Server.Answering = call =>
        {
            if (call.PathAndQuery.EndsWith("/finance/balance", StringComparison.Ordinal))
            {
                _sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
            }

            return null;
        };
        _sandbox.Run("Export-DocSigningReport -Path $folder/report.html").Clean();

        DateTimeOffset since = _sandbox.Run("Export-DocSigningReport -Path $folder/report.html -Force").Value<DateTimeOffset>("Since");

        Assert.True(_sandbox.Clock.GetUtcNow() > began.AddMinutes(19));
        Assert.Equal(began, since);
    }

    [Fact]
    public void A_report_without_a_journal_hides_nothing_from_the_next_one()
    {
        DateTimeOffset first = _sandbox.Run("Export-DocSigningReport -Path $folder/report.html").Value<DateTimeOffset>("Since");
        _sandbox.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(
            first, _sandbox.Run("Export-DocSigningReport -Path $folder/report.html -Force").Value<DateTimeOffset>("Since"));
    }

    [Fact]
    public void A_revocation_is_told_with_its_reason_and_a_reissue_with_who_asked()
    {
        _sandbox.Issue(
            SandboxSession.Person(), SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example"),
            SandboxSession.Person("Ida", "Berg", "ida@fjordlab.example"));
        _sandbox.Run(
            """
            $orders[0] | Revoke-DocSigningCertificate -Reason KeyCompromise -SkipApproval
            $orders[1] | Revoke-DocSigningCertificate -Reason AffiliationChanged -Comment 'Has left' 3> $null
            Approve-DocSigningRequest -OrderId $orders[1].OrderId -Type Revoke
            $new = $team[2] | New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $password -KeyAlgorithm P256
            $new | Request-DocSigningReissue -OrderId $orders[2].OrderId -Reason NewToken 3> $null
            Export-DocSigningReport -Path $folder/report.json -Detailed | Out-Null
            Export-DocSigningReport -Path $folder/report.csv -Detailed | Out-Null
            """).Clean();
        JObject report = Json();

        Assert.Equal(["Lars Dahl AffiliationChanged Has left Approved", "Mira Solberg KeyCompromise  Approved"], Revocations(report));
        Assert.All(report["revocations"]!, one => Assert.NotEmpty((string?)one["decidedBy"] ?? ""));
        JToken reissue = Assert.Single(report["reissues"]!);
        Assert.Equal(("Ida Berg", "Pending"), ((string?)reissue["person"], (string?)reissue["status"]));
        Assert.NotEmpty((string?)reissue["requestedBy"] ?? "");
        Assert.Contains(
            _sandbox.Run("Import-Csv $folder/report.csv").Clean(),
            row => $"{row.Properties["Person"].Value} {row.Properties["RevocationReason"].Value}" == "Mira Solberg KeyCompromise");

        // A key that may not see the requests: the rest stands in the report, and what the journal knows of the revocations.
        _sandbox.Server.Answering = call => call.PathAndQuery.Contains("/request?", StringComparison.Ordinal)
            || call.PathAndQuery.EndsWith("/request", StringComparison.Ordinal)
                ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied","message":"No right."}]}""")
                : null;
        ScriptRun run = _sandbox.Run("Export-DocSigningReport -Path $folder/report.json -Force");
        Assert.Equal(4, run.Value<int>("Orders"));
        Assert.Empty(run.ErrorIds);
        Assert.Contains("may not see the requests", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(["Lars Dahl AffiliationChanged  NoRequest", "Mira Solberg KeyCompromise  Revoked"], Revocations(Json()));
    }

    [Fact]
    public void The_key_of_a_certificate_that_was_reissued_is_the_new_one_once_it_is_there()
    {
        _sandbox.Issue(SandboxSession.Person());
        string first = KeyInReport("");
        string waits = KeyInReport(
            """
            $new = $team[0] | New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $password -KeyAlgorithm P256
            $new | Request-DocSigningReissue -OrderId $orders[0].OrderId -Reason NewToken 3> $null | Out-Null
            """);
        string issued = KeyInReport(
            """
            Approve-DocSigningRequest -OrderId $orders[0].OrderId -Type Reissue | Out-Null
            $clock.Advance([timespan]'00:05:00')
            """);

        Assert.Contains("keys", first, StringComparison.Ordinal);
        Assert.Equal(first, waits);
        Assert.Equal(_sandbox.Run("$new.KeyReference").Clean()[0].ToString(), issued);

        // A key that may not see the requests cannot tell whether it has come about.
        _sandbox.Server.Answering = call => call.PathAndQuery.Contains("/request", StringComparison.Ordinal)
            ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied","message":"No right."}]}""")
            : null;
        Assert.Equal($"{issued} or {first}", KeyInReport(""));
    }

    [Fact]
    public async Task A_report_holds_no_secret()
    {
        const string ApiKey = "APIKEYMARKER4711", Pin = "PINMARKER4711";
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new SandboxOptions { TimeProvider = _sandbox.Clock, Limits = SandboxLimits.None, ApiKey = ApiKey });
        _sandbox.Run(
            "Connect-DocSigning -ApiKey $marked -BaseUri $server -TimeProvider $clock -TimeoutSec 86400 -RateLimit '100000/1' "
                + "-JournalPath $journal -Name Marked",
            ("marked", Secret.Of(ApiKey)),
            ("server", server.BaseUri),
            ("journal", Path.Combine(_sandbox.JournalFolder, "journal.db"))).Clean();
        _sandbox.Issue();
        WritePin($"pkcs11:token=Legal;object=mira?pin-value={Pin}");

        foreach (string file in new[] { "report.html", "report.csv", "report.json" })
        {
            _sandbox.Run(
                "$found = @(Test-DocSigningKeyStore -KeyDirectory $folder/keys -KeyPassword $password) + "
                    + "@($orders | Test-DocSigningCertificate -KeyPassword $password -ErrorAction Ignore); "
                    + $"$found | Export-DocSigningReport -Path $folder/{file} -Detailed").Clean();
            string text = File.ReadAllText(Path.Combine(_sandbox.Folder, file));

            Assert.Contains("not readable", text, StringComparison.Ordinal);
            Assert.Contains(Path.Combine(_sandbox.Folder, "keys"), text, StringComparison.Ordinal);
            Assert.All(
                [ApiKey, Pin, SandboxSession.Password, "PRIVATE KEY", "BEGIN"],
                secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_report_that_cannot_be_written_says_so_and_one_that_was_killed_leaves_nothing()
    {
        File.WriteAllText(Path.Combine(_sandbox.Folder, "taken"), "");
        Assert.Equal(["ReportNotWritten"], _sandbox.Run("Export-DocSigningReport -Path $folder/taken/report.html").ErrorIds);

        string left = Path.Combine(_sandbox.Folder, $".{Guid.NewGuid():N}.tmp");
        string other = Path.Combine(_sandbox.Folder, ".mine.tmp");
        File.WriteAllText(left, "Mira Solberg");
        File.WriteAllText(other, "somebody's own");

        _sandbox.Run("Export-DocSigningReport -Path $folder/report.html").Clean();

        Assert.False(File.Exists(left));
        Assert.True(File.Exists(other));
    }

    private static bool IsOfOneOrder(RecordedCall call) => Regex.IsMatch(call.PathAndQuery, @"/order/certificate/\d+$");

    private static IEnumerable<string> Revocations(JObject report) => report["revocations"]!
        .Select(one => $"{one["person"]} {one["reason"]} {one["comment"]} {one["status"]}").Order(StringComparer.Ordinal);

    private string KeyInReport(string script)
    {
        _sandbox.Run(script + "\nExport-DocSigningReport -Path $folder/report.json -Force 3> $null | Out-Null").Clean();
        return (string)Json()["orders"]!.Single(order => (string?)order["person"] == "Mira Solberg")["keyReference"]!;
    }

    private JObject Json() => JObject.Parse(File.ReadAllText(Path.Combine(_sandbox.Folder, "report.json")));

    private ProgramRun Browse(params string[] arguments) => ProgramRun.Of(
        "chromium",
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
            $"--user-data-dir={Path.Combine(_sandbox.Folder, "profile")}", .. arguments,
        ]).MustSucceed();

    // As an early version, or a hand, may have written it: no cmdlet takes such a reference.
    private void WritePin(string reference) => _sandbox.Run(
        """
        $intent = Get-DocSigningJournal | Where-Object Surname -eq 'Solberg'
        $core = $intent.GetType().Assembly
        $journal = $core.GetType('DigiCertDocSign.Journal.JournalPlace')::At($place).Open($clock)
        $changed = $intent.'<Clone>$'()
        $intent.GetType().GetProperty('KeyReference').SetValue($changed, $reference)
        $none = [Threading.CancellationToken]::None
        $written = $journal.TryChangeAsync($null, $intent, $changed, $none).GetAwaiter().GetResult()
        $journal.Dispose()
        if ($written.KeyReference -ne $reference) { throw 'The reference was not written.' }
        """,
        ("place", Path.Combine(_sandbox.JournalFolder, "journal.db")),
        ("reference", reference)).Clean();

    /// <returns>An order that waits for approval; one is on its way, one was rejected, and one stood before.</returns>
    private long PlaceOrders()
    {
        PSObject[] people =
        [
            SandboxSession.Person("Nora", "Vik", "nora@fjordlab.example"),
            SandboxSession.Person(Hostile, "Dahl", "lars@fjordlab.example"),
            SandboxSession.Person("=HYPERLINK(\"http://x\")", "Berg, \"A\"", "ida@fjordlab.example"),
        ];
        ScriptRun run = _sandbox.Run(
            Order + "$placed = $people | New-DocSigningOrder @order -WarningAction SilentlyContinue; "
            + "$placed[1] | Approve-DocSigningRequest; $placed[2] | Deny-DocSigningRequest; $placed[0].OrderId",
            ("people", people));
        return (long)Assert.Single(run.Clean()).BaseObject;
    }

    private static string[] Tags(string html) => [.. Regex.Matches(html, @"<(/?[a-zA-Z]\w*)").Select(tag => tag.Groups[1].Value)];

    private static string TextOf(string html) => ReportPage.TextOfHtml(html);

    [UnsupportedOSPlatform("windows")]
    private static UnixFileMode ModeOf(string path) => File.GetUnixFileMode(path);
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Reporting;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>A report of 10,000 orders, from the lists to the file, without a network: its time and its memory.</summary>
internal sealed class ReportBudget : IBudget
{
    private const int Orders = 10_000;
    private const int AccountId = 2_140_077;
    private const int FirstOrder = 300_000_000;
    private const int FirstRequest = 500_000_000;

    public string Name => "report";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        foreach (string ending in new[] { "html", "csv", "json" })
        {
            List<double> seconds = [];
            List<double> megabytes = [];
            for (int run = 0; run < effort.Runs; run++)
            {
                (double second, double megabyte) = await MeasureAsync(effort.Of(Orders), ending, null);
                seconds.Add(second);
                megabytes.Add(megabyte);
            }

            yield return new Figure($"report of 10,000 orders as {ending}", "s", 5, seconds);
            yield return new Figure("the same, highest memory over that before", "MB", 50, megabytes);
        }

        using var place = new TempFolder(onDisk: false);
        using IOrderJournal journal = JournalPlace.At(place.File("journal.db")).Open(TimeProvider.System);
        await FillAsync(journal, effort.Of(Orders));
        List<double> detailedSeconds = [];
        List<double> detailedMegabytes = [];
        for (int run = 0; run < effort.Runs; run++)
        {
            (double second, double megabyte) = await MeasureAsync(effort.Of(Orders), "html", journal);
            detailedSeconds.Add(second);
            detailedMegabytes.Add(megabyte);
        }

        yield return new Figure("report of 10,000 orders in detail, with 10,000 entries of the journal", "s", null, detailedSeconds);
        yield return new Figure("the same, highest memory over that before", "MB", 50, detailedMegabytes);
    }

    private static async Task FillAsync(IOrderJournal journal, int orders)
    {
        await using IJournalRun run = await journal.EnterRunAsync(Guid.NewGuid().ToString("N"), CancellationToken.None);
        for (int number = 0; number < orders; number++)
        {
            string email = $"mira.{number}@fjordlab.example";
            var intent = new OrderIntent
            {
                Reference = $"DS-{number:000000}",
                Key = IntentKey.Of(AccountId, "ds_org_individual", email),
                State = IntentState.Placed,
                GivenName = "Mira",
                Surname = $"Sølberg {number}",
                Email = email,
                OrganizationId = 610233,
                CsrSha256 = new string('a', 64),
                PublicKeySha256 = new string('b', 64),
                KeyReference = $"/srv/keys/mira-{number}.key",
                OrderId = FirstOrder - number,
                OrderStatus = "Issued",
                RunId = run.RunId,
                CreatedAt = journal.Now,
                UpdatedAt = journal.Now,
            };
            _ = await journal.TryClaimAsync(run, intent, [], CancellationToken.None)
                ?? throw new InvalidOperationException("The journal does not take an entry.");
        }
    }

    private static async Task<(double Seconds, double Megabytes)> MeasureAsync(int orders, string ending, IOrderJournal? journal)
    {
        using var folder = new TempFolder(onDisk: false);
        using var lists = new Lists(orders);
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(new NetworkCredential("", "a-key-of-nobody").SecurePassword),
            Limits = new CallLimits([]),
            PrimaryHandler = () => lists,
        });
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long highest = before;
        using var sampler = new Timer(_ => highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 5);
        var watch = Stopwatch.StartNew();
        var gathering = new ReportGathering(client, journal, AccountId, TimeProvider.System)
        {
            IsDetailed = journal is not null,
            Place = "www.digicert.com",
            Since = DateTimeOffset.UtcNow.AddDays(-30),
        };
        SigningReport report = await gathering.GatherAsync(CancellationToken.None);
        new ReportFile(Path.Combine(folder.Path, "report." + ending)).Write(report, overwrite: false);
        watch.Stop();
        int asked = journal is null ? 0 : orders;
        if ((report.OrderCount, lists.Orders, lists.Requests) != (orders, asked, asked))
        {
            throw new InvalidOperationException(
                $"A report of {report.OrderCount} orders has asked for {lists.Orders} orders and {lists.Requests} requests by themselves.");
        }

        return (watch.Elapsed.TotalSeconds, (Math.Max(highest, GC.GetTotalMemory(forceFullCollection: false)) - before) / 1048576.0);
    }

    /// <summary>The lists of an account with so many orders; each page is made when it is asked for.</summary>
    private sealed class Lists(int orders) : HttpMessageHandler
    {
        private int _orders;
        private int _requests;

        /// <summary>How many orders were asked for by themselves.</summary>
        public int Orders => _orders;

        /// <summary>How many requests were asked for by themselves.</summary>
        public int Requests => _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string address = request.RequestUri!.ToString();
            string last = request.RequestUri.Segments[^1];
            int id = int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 0;
            _ = id > FirstRequest - orders ? Interlocked.Increment(ref _requests) : id > 0 ? Interlocked.Increment(ref _orders) : 0;
            string body = id > FirstRequest - orders ? RequestInfo(FirstRequest - id)
                : id > 0 ? OrderInfo(FirstOrder - id)
                : address.Contains("/order/certificate", StringComparison.Ordinal) ? Page(address, "orders", Order)
                : address.Contains("status=", StringComparison.Ordinal) ? """{"requests":[],"page":{"total":0,"limit":1000,"offset":0}}"""
                : address.Contains("/request", StringComparison.Ordinal) ? Page(address, "requests", Request)
                : """{"balance":"1000.00","currency":"USD"}""";
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            });
        }

        private string Page(string address, string name, Func<int, string> row)
        {
            string? given = address.Split('?', '&').FirstOrDefault(part => part.StartsWith("offset=", StringComparison.Ordinal));
            int offset = given is null ? 0 : int.Parse(given["offset=".Length..], CultureInfo.InvariantCulture);
            string rows = string.Join(',', Enumerable.Range(offset, Math.Clamp(orders - offset, 0, 1000)).Select(row));
            return $$"""{"{{name}}":[{{rows}}],"page":{"total":{{orders}},"limit":1000,"offset":{{offset}} } }""";
        }

        private static string Order(int number) =>
            $$"""
            {"id":{{FirstOrder - number}},"certificate":{"id":{{400_000_000 - number}},"common_name":"Mira Sølberg {{number}}",
            "valid_till":"2029-{{(number % 12) + 1:00}}-15","signature_hash":"sha256"},"status":"issued","is_renewed":false,
            "date_created":"2026-10-15T08:30:00+00:00","organization":{"id":610233,"name":"Fjordlab AS"},"validity_years":3,
            "container":{"id":12},"product":{"name_id":"ds_org_individual","name":"Document Signing"},"price":489.0}
            """;

        private static string Request(int number) =>
            $$"""
            {"id":{{FirstRequest - number}},"date":"2026-10-15T08:30:00+00:00","type":"new_request","status":"approved",
            "requester":{"id":1,"first_name":"Ida","last_name":"Berg"},
            "order":{"id":{{FirstOrder - number}} } }
            """;

        private static string RequestInfo(int number) => Request(number).TrimEnd()[..^1]
            + ""","date_processed":"2026-10-16T08:30:00+00:00","processor":{"id":2,"first_name":"Lars","last_name":"Dahl"}}""";

        // With a CSR of the usual length.
        private static string OrderInfo(int number) => Order(number).Replace(
            "\"common_name\"", $"\"csr\":\"{new string('A', 1500)}\",\"common_name\"", StringComparison.Ordinal).TrimEnd()[..^1]
            + $$""","requests":[{{Request(number)}}],"notes":[{"id":1,"text":"{{new string('n', 200)}}"}]}""";
    }
}

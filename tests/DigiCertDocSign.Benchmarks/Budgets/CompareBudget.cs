using System.Globalization;
using System.Net;
using System.Text;
using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Comparing;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// 10,000 people are compared with the 10,000 orders that the journal knows: the calls, and the CPU from objects to changes.
/// </summary>
internal sealed class CompareBudget : IBudget
{
    private const int People = 10_000;

    public string Name => "compare";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        int count = effort.Of(People);
        string folder = Directory.CreateTempSubdirectory("docsigning-").FullName;
        try
        {
            using IOrderJournal journal = JournalPlace.At(Path.Combine(folder, "journal.db")).Open(TimeProvider.System);
            var account = new Account(count);
            using var client = new CertCentralClient(new CertCentralOptions
            {
                ApiKey = ApiKey.From(new NetworkCredential("", "a-key-of-nobody").SecurePassword),
                Limits = new CallLimits([]),
                PrimaryHandler = () => account,
            });

            // The first comparison asks for each order, and notes whose it is.
            await CompareAsync(client, journal, count);
            await CompareAsync(client, journal, count);
            var cpu = new List<double>();
            var calls = new List<double>();
            for (int run = 0; run < effort.Runs; run++)
            {
                account.Calls = 0;
                TimeSpan began = Environment.CpuUsage.TotalTime;
                await CompareAsync(client, journal, count);
                cpu.Add((Environment.CpuUsage.TotalTime - began).TotalSeconds);
                calls.Add(account.Calls);
            }

            yield return new Figure("10,000 people compared with 10,000 orders, CPU", "s", 2, [.. cpu]);
            yield return new Figure("calls of that", "calls", 12, [.. calls]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(CertCentralClient client, IOrderJournal journal, int count)
    {
        var resolver = new PersonResolver();
        ComparedPerson[] people =
            [.. Enumerable.Range(1, count).Select(number => ComparedPerson.Of(number, resolver.Resolve(Person(number)), null))];
        var comparer = new DirectoryComparer(client, journal, 1, new ComparisonOptions { Scope = "Company" }, TimeProvider.System);
        (IReadOnlyList<DirectoryChange> changes, _) = await comparer.CompareAsync(people, [], CancellationToken.None);
        if (changes.Count != count || changes.Any(change => change.Kind != DirectoryChangeKind.Keep))
        {
            throw new InvalidOperationException($"Not all is well: {changes.First(change => change.Kind != DirectoryChangeKind.Keep)}");
        }
    }

    private static SamplePerson Person(int number) => new(
        ("GivenName", $"Mira{number}"),
        ("Surname", "S\u00F8lberg"),
        ("Title", "Contract Manager"),
        ("OfficePhone", "+47 55 50 01 42"),
        ("EmailAddress", $"mira.{number}@fjordlab.example"),
        ("ObjectGUID", new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));

    /// <summary>An account with an issued order for each of the people.</summary>
    private sealed class Account(int count) : HttpMessageHandler
    {
        private static readonly string ValidTill = DateTime.UtcNow.AddYears(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        public int Calls { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            string path = request.RequestUri!.AbsolutePath;
            string last = path[(path.LastIndexOf('/') + 1)..];
            const string NoRequests = """{"requests":[],"page":{"total":0,"limit":1000,"offset":0}}""";
            string body = path.EndsWith("/request", StringComparison.Ordinal) ? NoRequests
                : int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? Order(id, isListed: false)
                : Page(Offset(request.RequestUri.Query));
            var content = new StringContent(body, Encoding.UTF8, "application/json");
            var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
            answer.Headers.Date = DateTimeOffset.UtcNow;
            return Task.FromResult(answer);
        }

        private static int Offset(string query) => query.TrimStart('?').Split('&')
            .Where(part => part.StartsWith("offset=", StringComparison.Ordinal))
            .Select(part => int.Parse(part["offset=".Length..], CultureInfo.InvariantCulture))
            .FirstOrDefault();

        private string Page(int offset)
        {
            IEnumerable<string> rows = Enumerable.Range(offset, Math.Min(1000, count - offset)).Select(place => Order(count - place, true));
            return $$"""{"orders":[{{string.Join(',', rows)}}],"page":{"total":{{count}},"limit":1000,"offset":{{offset}}} }""";
        }

        private static string Order(int number, bool isListed)
        {
            string subject = isListed
                ? ""
                : $$""" "subject":{"given_name":"Mira{{number}}","surname":"S\u00F8lberg","email":"mira.{{number}}@fjordlab.example"},""";
            return $$"""
                {"id":{{number}},{{subject}}"certificate":{"common_name":"Mira{{number}} S\u00F8lberg","id":{{number + 1_000_000}},
                "valid_till":"{{ValidTill}}"},"status":"issued","date_created":"2026-01-03T09:14:52+00:00",
                "organization":{"id":610233},"product":{"name_id":"ds_org_individual"} }
                """;
        }
    }
}

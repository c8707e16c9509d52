using CertCentral;
using CertCentral.Pacing;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>A plan of 10,000 rows, a tenth of them faulty: the processor time until its first call leaves.</summary>
internal sealed class PlanBudget : IBudget
{
    private const int Rows = 10_000;

    public string Name => "plan";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        yield return await MeasureAsync(effort, "plan of 10,000 rows until its first call, CPU", csr: null);
        yield return await MeasureAsync(effort, "the same, each row with a CSR of RSA 2048", SampleCsr.Pem);
    }

    private static async Task<Figure> MeasureAsync(Effort effort, string what, string? csr)
    {
        var rows = effort.Of(Rows);
        var people = Enumerable.Range(0, rows).Select(number => new SampleRow(
            ("GivenName", $"Mira {number}"),
            ("Surname", "Sølberg"),
            ("Title", "Contract Manager"),
            ("OfficePhone", number % 10 == 0 ? null : "+47 55 50 01 42"),
            ("EmailAddress", $"mira.{number}@fjordlab.example"),
            ("Csr", csr))).ToArray();
        var draft = SampleRows.Draft() with { ProvisioningMethod = csr is null ? ProvisioningMethod.ClientApp : ProvisioningMethod.Email };
        List<double> seconds = [];
        for (var run = 0; run < effort.Runs; run++)
        {
            var first = new FirstCall();
            using var client = new CertCentralClient(new CertCentralOptions
            {
                ApiKey = ApiKey.From(new System.Net.NetworkCredential("", "a-key-of-nobody").SecurePassword),
                Limits = RequestLimits.None,
                PrimaryHandler = () => first,
            });
            var planner = new OrderPlanner(draft, SampleRows.Now);
            var resolver = new PersonResolver();
            foreach (var person in people)
            {
                planner.Add(resolver.Resolve(person), null);
            }

            await planner.FinishAsync(client, TimeProvider.System, CancellationToken.None);
            seconds.Add(first.After!.Value.TotalSeconds);
        }

        return new Figure(what, "s", 2, seconds);
    }

    private sealed class FirstCall : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _answers = new(new AnswerAtOnce());
        private readonly TimeSpan _began = Environment.CpuUsage.TotalTime;

        public TimeSpan? After { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            After ??= Environment.CpuUsage.TotalTime - _began;
            return _answers.SendAsync(request, cancellationToken);
        }
    }
}

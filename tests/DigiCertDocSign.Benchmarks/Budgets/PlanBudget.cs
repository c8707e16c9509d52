using System.Diagnostics;
using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>A plan of 10,000 inputs, a tenth of them faulty: the time until its first call leaves.</summary>
internal sealed class PlanBudget : IBudget
{
    private const int Inputs = 10_000;

    public string Name => "plan";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        (string What, string? Csr)[] plans =
            [("plan of 10,000 inputs until its first call", null), ("the same, each input with a CSR of RSA 2048", SampleCsr.Pem)];
        foreach ((string? what, string? csr) in plans)
        {
            List<(TimeSpan Cpu, TimeSpan Wall)> runs = await MeasureAsync(effort, csr);
            yield return new Figure(what + ", CPU", "s", 2, [.. runs.Select(run => run.Cpu.TotalSeconds)]);
            yield return new Figure(what + ", by the wall", "s", null, [.. runs.Select(run => run.Wall.TotalSeconds)]);
        }
    }

    private static async Task<List<(TimeSpan Cpu, TimeSpan Wall)>> MeasureAsync(Effort effort, string? csr)
    {
        int inputs = effort.Of(Inputs);
        SamplePerson[] people = Enumerable.Range(0, inputs).Select(number => new SamplePerson(
            ("GivenName", $"Mira {number}"),
            ("Surname", "Sølberg"),
            ("Title", "Contract Manager"),
            ("OfficePhone", number % 10 == 0 ? null : "+47 55 50 01 42"),
            ("EmailAddress", $"mira.{number}@fjordlab.example"),
            ("Csr", csr))).ToArray();
        OrderDraft draft =
            SamplePeople.Draft() with { ProvisioningMethod = csr is null ? ProvisioningMethod.ClientApp : ProvisioningMethod.Email };
        List<(TimeSpan, TimeSpan)> times = [];
        for (int run = 0; run < effort.Runs; run++)
        {
            var first = new FirstCall();
            using var client = new CertCentralClient(new CertCentralOptions
            {
                ApiKey = ApiKey.From(new System.Net.NetworkCredential("", "a-key-of-nobody").SecurePassword),
                Limits = new CallLimits([]),
                PrimaryHandler = () => first,
            });
            var planner = new OrderPlanner(draft, SamplePeople.Now);
            var resolver = new PersonResolver();
            foreach (SamplePerson? person in people)
            {
                planner.Add(resolver.Resolve(person), null);
            }

            await planner.FinishAsync(client, null, 0, TimeProvider.System, CancellationToken.None);
            times.Add(first.After!.Value);
        }

        return times;
    }

    private sealed class FirstCall : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _answers = new(new AnswerAtOnce());
        private readonly TimeSpan _began = Environment.CpuUsage.TotalTime;
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public (TimeSpan Cpu, TimeSpan Wall)? After { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            After ??= (Environment.CpuUsage.TotalTime - _began, _clock.Elapsed);
            return _answers.SendAsync(request, cancellationToken);
        }
    }
}

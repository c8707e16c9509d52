using System.Net;
using System.Text;
using CertCentral;
using CertCentral.Orders;
using CertCentral.Pacing;
using CertCentral.Tests.Wire;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// What the client adds to a POST: from the typed body to the typed answer, against an HttpClient that posts the same
/// text, kept ready, and reads the answer as text.
/// </summary>
internal sealed class OrderBudget : IBudget
{
    private const int Turns = 60;
    private const int OrdersPerTurn = 100;

    public string Name => "order";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        using OrderServer server = await OrderServer.StartAsync();
        using var folder = new TempFolder(onDisk: true);
        OrderRequest request = SamplePeople.Request();
        string json = WireJson.Write(request);
        using var bare = new BarePost(new HttpClient(), server.BaseUri, json);
        using CertCentralClient alone = Connect(server.BaseUri, store: null, handler: null);
        using CertCentralClient together = Connect(server.BaseUri, new PacingFolder(folder.Path), handler: null);
        using var bareInside = new BarePost(new HttpClient(new AnswerAtOnce()), server.BaseUri, json);
        using CertCentralClient inside = Connect(server.BaseUri, store: null, () => new AnswerAtOnce());
        Func<Task>[] ways =
        [
            bare.SendAsync,
            () => alone.Orders.CreateAsync(request, CancellationToken.None),
            () => together.Orders.CreateAsync(request, CancellationToken.None),
            bareInside.SendAsync,
            () => inside.Orders.CreateAsync(request, CancellationToken.None),
        ];

        List<double[]> runs = [];
        for (int run = -1; run < effort.Runs; run++)
        {
            // The first round only warms up.
            double[] costs = await MeasureAsync(ways, effort.Of(Turns));
            server.Forget();
            runs.AddRange(run < 0 ? [] : [costs]);
        }

        Figure Of(string what, string unit, double? budget, Func<double[], double> figure) =>
            new(what, unit, budget, [.. runs.Select(figure)]);
        yield return Of("one order, client CPU over a bare HttpClient POST", "x", 1.5, costs => costs[1] / costs[0]);
        yield return Of("the same with the count of calls shared by all processes", "x", null, costs => costs[2] / costs[0]);
        yield return Of("bare HttpClient POST, CPU", "us", null, costs => costs[0]);
        yield return Of("one order, CPU", "us", null, costs => costs[1]);
        yield return Of("one order, what the client adds when nothing goes over a socket, CPU", "us", null, costs => costs[4] - costs[3]);
    }

    // In short turns, so that a change of the machine's mood meets all ways alike; the highest and lowest tenth is left out.
    private static async Task<double[]> MeasureAsync(Func<Task>[] ways, int turns)
    {
        List<double>[] costs = ways.Select(_ => new List<double>()).ToArray();
        for (int turn = 0; turn < turns; turn++)
        {
            for (int way = 0; way < ways.Length; way++)
            {
                costs[way].Add(await Cpu.OfAsync(OrdersPerTurn, ways[way]));
            }
        }

        return [.. costs.Select(cost => cost.Order().Skip(turns / 10).SkipLast(turns / 10).Average())];
    }

    // The published windows with room for the benchmark, so that the pacing works and nothing waits.
    private static CertCentralClient Connect(Uri baseUri, IPacingStore? store, Func<HttpMessageHandler>? handler)
    {
        CallLimit[] windows = [new(1_000, TimeSpan.FromMilliseconds(1)), new(1_000, TimeSpan.FromMilliseconds(2))];
        var options = new CertCentralOptions
        {
            ApiKey = ApiKey.From(new NetworkCredential("", "benchmark").SecurePassword),
            BaseUri = baseUri,
            Limits = new CallLimits(windows),
            PacingStore = store,
            PrimaryHandler = handler,
        };
        return new CertCentralClient(options);
    }

    private sealed class BarePost(HttpClient http, Uri baseUri, string json) : IDisposable
    {
        private readonly Uri _uri = new(baseUri + "/order/certificate/ds_org_individual");

        public async Task<string> SendAsync()
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post, _uri) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            request.Headers.Add("X-DC-DEVKEY", "benchmark");
            using HttpResponseMessage answer = await http.SendAsync(request).ConfigureAwait(false);
            return await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        }

        public void Dispose() => http.Dispose();
    }
}

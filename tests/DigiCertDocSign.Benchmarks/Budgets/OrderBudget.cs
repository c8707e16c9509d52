using System.Net;
using System.Text;
using CertCentral;
using CertCentral.Json;
using CertCentral.Pacing;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// What the client adds to a POST: from the typed request to the typed answer, against an HttpClient that posts the same
/// text, kept ready, and reads the answer as text.
/// </summary>
internal sealed class OrderBudget : IBudget
{
    private const int Orders = 4_000;

    public string Name => "order";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        using var server = await OrderServer.StartAsync();
        using var folder = new ScratchFolder(onDisk: true);
        var request = SampleRows.Request();
        using var bare = new BarePost(server.BaseUri, WireJson.Write(request));
        using var alone = Connect(server.BaseUri, store: null);
        using var together = Connect(server.BaseUri, new PacingFolder(folder.Path));

        var (bares, alones, togethers) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = -1; run < effort.Runs; run++)
        {
            // In turns, so that a change of the machine's mood meets them all; the first round only warms up.
            double[] sums = [0, 0, 0];
            const int Turns = 4;
            for (var turn = 0; turn < Turns; turn++)
            {
                sums[0] += await Cpu.OfAsync(effort.Of(Orders / Turns), () => bare.SendAsync());
                sums[1] += await Cpu.OfAsync(effort.Of(Orders / Turns), () => alone.Orders.CreateAsync(request, CancellationToken.None));
                sums[2] += await Cpu.OfAsync(effort.Of(Orders / Turns), () => together.Orders.CreateAsync(request, CancellationToken.None));
                server.Forget();
            }

            if (run >= 0)
            {
                bares.Add(sums[0] / Turns);
                alones.Add(sums[1] / Turns);
                togethers.Add(sums[2] / Turns);
            }
        }

        yield return new Figure("one order, client CPU over a bare HttpClient POST", "x", 1.5, [.. alones.Zip(bares, (ours, theirs) => ours / theirs)]);
        yield return new Figure("the same with the count of requests shared by all processes", "x", null, [.. togethers.Zip(bares, (ours, theirs) => ours / theirs)]);
        yield return new Figure("bare HttpClient POST, CPU", "us", null, bares);
        yield return new Figure("one order, CPU", "us", null, alones);
    }

    // The published windows with room for the benchmark, so that the pacing works and nothing waits.
    private static CertCentralClient Connect(Uri baseUri, IPacingStore? store) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(new NetworkCredential(string.Empty, "benchmark").SecurePassword),
        BaseUri = baseUri,
        Limits = new RequestLimits([new RequestLimit(1_000, TimeSpan.FromMilliseconds(1)), new RequestLimit(1_000, TimeSpan.FromMilliseconds(2))]),
        PacingStore = store,
    });

    private sealed class BarePost(Uri baseUri, string json) : IDisposable
    {
        private readonly HttpClient _http = new();
        private readonly Uri _uri = new(baseUri + "/order/certificate/ds_org_individual");

        public async Task<string> SendAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _uri) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            request.Headers.Add("X-DC-DEVKEY", "benchmark");
            using var answer = await _http.SendAsync(request).ConfigureAwait(false);
            return await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        }

        public void Dispose() => _http.Dispose();
    }
}

using System.Net;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Pacing;

/// <summary>
/// When calls reach a server that is up to 100 ms away, so that they come closer together than they left now and then,
/// and what a server says that counts for itself.
/// </summary>
internal sealed class Arrivals(FakeTimeProvider time, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<DateTimeOffset> _arrivals = [];

    public int Count => _arrivals.Count;

    public StubServer Server() => new(_ =>
    {
        _arrivals.Add(time.GetUtcNow() + TimeSpan.FromMilliseconds(_random.NextDouble() * 100));
        return StubServer.Answer("""{"id":1}""", HttpStatusCode.Created);
    });

    /// <summary>How many of the calls the sandbox answers with 429 under the published limits.</summary>
    public async Task<long> RefusalsAsync()
    {
        _arrivals.Sort();
        var clock = new FakeTimeProvider(_arrivals[0]);
        using var sandbox = new SandboxHandler(new SandboxOptions { TimeProvider = clock, Limits = SandboxLimits.Published });
        using var http = new HttpMessageInvoker(sandbox);
        foreach (DateTimeOffset arrival in _arrivals)
        {
            clock.SetUtcNow(arrival);
            using var request = new HttpRequestMessage(HttpMethod.Get, "https://sandbox.invalid/services/v2/user/me");
            request.Headers.Add("X-DC-DEVKEY", "sandbox");
            using HttpResponseMessage answer = await http.SendAsync(request, CancellationToken.None);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests);
        }

        return sandbox.State.CallsOverLimit;
    }

    /// <summary>The least time that so many calls need.</summary>
    public static TimeSpan Floor(int calls, CallLimits limits)
    {
        var departures = new TimeSpan[calls];
        for (int call = 0; call < calls; call++)
        {
            foreach (CallLimit? limit in limits.Windows.Where(limit => call >= limit.Count))
            {
                TimeSpan due = departures[call - limit.Count] + limit.Window;
                departures[call] = due > departures[call] ? due : departures[call];
            }
        }

        return departures[^1];
    }
}

using System.Net;
using CertCentral.Sandbox;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Sandbox;

public sealed class LimitTests
{
    [Fact]
    public void Every_rolling_window_serves_up_to_the_limit_and_refuses_only_what_exceeds_it()
    {
        var waits = Gen.ListOf(Gen.Choose(0, 4_000)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(waits, milliseconds =>
        {
            var clock = new FakeTimeProvider();
            SandboxLimit[] windows = [new(3, TimeSpan.FromSeconds(5)), new(5, TimeSpan.FromSeconds(12))];
            using var handler =
                new SandboxHandler(new SandboxOptions { TimeProvider = clock, Limits = new SandboxLimits { Windows = windows } });
            using var http = new HttpClient(handler);
            http.DefaultRequestHeaders.Add("X-DC-DEVKEY", "sandbox");
            var served = new List<DateTimeOffset>();
            foreach (int wait in milliseconds)
            {
                clock.Advance(TimeSpan.FromMilliseconds(wait));
                DateTimeOffset now = clock.GetUtcNow();
                bool free = windows.All(window => served.Count(at => at > now - window.Window) < window.Count);

                using HttpResponseMessage response = http.GetAsync(new Uri("http://sandbox/services/v2/user/me")).GetAwaiter().GetResult();

                Assert.Equal(free ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, response.StatusCode);
                if (free)
                {
                    served.Add(now);
                }
            }

            Assert.Equal(milliseconds.Count - served.Count, handler.State.CallsOverLimit);
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_published_limit_answers_429_until_its_window_frees(bool sendsRetryAfter)
    {
        var clock = new FakeTimeProvider();
        await using BareClient client = await BareClient.StartAsync(new SandboxOptions
        {
            TimeProvider = clock,
            Limits = new SandboxLimits { Windows = SandboxLimits.Published.Windows, SendsRetryAfter = sendsRetryAfter },
        });
        for (int i = 0; i < 100; i++)
        {
            await client.GetAsync("user/me");
        }

        clock.Advance(TimeSpan.FromSeconds(1.5));
        using HttpResponseMessage refused = await client.Http.GetAsync(new Uri("user/me", UriKind.Relative));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(sendsRetryAfter ? TimeSpan.FromSeconds(4) : null, refused.Headers.RetryAfter?.Delta);
        clock.Advance(TimeSpan.FromSeconds(3.5));
        await client.GetAsync("user/me");
    }
}

using CertCentral.Pacing;
using CertCentral.Sandbox;

namespace CertCentral.Tests.Pacing;

/// <summary>Refused though within the published limit: something else uses the key, or the limit was lowered.</summary>
public class LearningTests
{
    [Theory]
    [InlineData(60, 1_000)]
    [InlineData(100, 500)]
    [InlineData(30, 300)]
    [InlineData(12, 120)]
    public async Task Under_a_lower_limit_few_calls_are_refused_and_all_succeed(int inFiveSeconds, int inThreeMinutes)
    {
        const int Calls = 5_000;
        var time = new HurriedTime();
        using var sandbox = new SandboxHandler(new SandboxOptions
        {
            TimeProvider = time,
            Limits = new SandboxLimits
            {
                Windows = [new(inFiveSeconds, TimeSpan.FromSeconds(5)), new(inThreeMinutes, TimeSpan.FromSeconds(180))],
            },
        });
        using CertCentralClient client = Connect(sandbox, time, new SharedMemory());

        for (int call = 0; call < Calls; call++)
        {
            await client.Users.GetMeAsync(CancellationToken.None);
        }

        // Until the limit is found, and then at most the pauses of one call for each step back up.
        double windows = (time.GetUtcNow() - time.Start).TotalSeconds / 180;

        Assert.InRange(sandbox.State.CallsOverLimit, 1, 15 + (3 * windows));
        Assert.True(sandbox.State.CallsOverLimit < Calls / 50, $"{sandbox.State.CallsOverLimit} refusals in {windows:0} windows.");
    }

    [Fact]
    public async Task A_refusal_takes_a_fifth_and_a_longest_window_without_one_gives_a_step_back()
    {
        var time = new HurriedTime();
        int refusals = 0;
        var server = new StubServer(_ =>
        {
            HttpResponseMessage answer = StubServer.Answer(
                """{"id":1}""",
                refusals-- > 0 ? System.Net.HttpStatusCode.TooManyRequests : System.Net.HttpStatusCode.OK);
            answer.Headers.TryAddWithoutValidation("Retry-After", "1");
            return answer;
        });
        var store = new SharedMemory();
        using CertCentralClient refused = Connect(server, time, store);
        using CertCentralClient other = Connect(server, time, store);
        async Task RefuseAsync(int times)
        {
            refusals = times;
            await refused.Users.GetMeAsync(CancellationToken.None);
            await other.Users.GetMeAsync(CancellationToken.None);
        }

        // The repetitions of one call that find the window still full teach nothing more.
        await RefuseAsync(3);
        Assert.Equal([80, 800], other.EffectiveLimits.Select(limit => limit.Count));
        await RefuseAsync(1);
        Assert.Equal([64, 640], other.EffectiveLimits.Select(limit => limit.Count));

        time.Advance(TimeSpan.FromSeconds(190));
        Assert.Equal([80, 800], other.EffectiveLimits.Select(limit => limit.Count));
        for (int refusal = 0; refusal < 20; refusal++)
        {
            await RefuseAsync(1);
        }

        Assert.Equal([10, 100], other.EffectiveLimits.Select(limit => limit.Count));
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([100, 1000], refused.EffectiveLimits.Select(limit => limit.Count));
    }

    private static CertCentralClient Connect(HttpMessageHandler server, TimeProvider time, IPacingStore store) =>
        new(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            PrimaryHandler = () => server,
            TimeProvider = time,
            PacingStore = store,
            Timeout = HurriedTime.Patience,
        });
}

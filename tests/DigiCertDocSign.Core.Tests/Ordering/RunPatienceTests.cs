using System.Net;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// The patience of a run holds for the waits inside the client as well, whatever the server asks for; all on one clock that leaps.
/// </summary>
public sealed class RunPatienceTests : IDisposable
{
    private readonly JumpingTime _time = new(Drafts.Now);
    private readonly SandboxHandler _sandbox;
    private readonly WireTap _wire;
    private readonly CertCentralClient _client;
    private readonly IJournalStorage _storage = JournalPlace.InMemory().OpenStorage();

    public RunPatienceTests()
    {
        _sandbox = new SandboxHandler(new SandboxOptions { TimeProvider = _time, Limits = SandboxLimits.None });
        _wire = new WireTap(_sandbox);
        _client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            Limits = new CallLimits([]),
            TimeProvider = _time,
            Timeout = Timeout.InfiniteTimeSpan,
            PrimaryHandler = () => _wire,
        });
    }

    public void Dispose()
    {
        _client.Dispose();
        _storage.Dispose();
        _sandbox.Dispose();
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 300)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 7)]
    [InlineData(HttpStatusCode.ServiceUnavailable, null)]
    [InlineData(HttpStatusCode.TooManyRequests, 300)]
    [InlineData(HttpStatusCode.TooManyRequests, null)]
    public async Task A_run_that_cannot_read_the_live_orders_ends_within_its_patience(HttpStatusCode status, int? retryAfter)
    {
        _wire.Meddle = (_, _, _) => Task.FromResult(Refusal(status, retryAfter));

        await Assert.ThrowsAnyAsync<CertCentralException>(() => RunAsync(60));

        Assert.InRange(_time.Passed.TotalSeconds, 0, 60);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(7)]
    [InlineData(null)]
    public async Task An_order_that_is_never_taken_fails_within_the_patience_and_frees_its_person(int? retryAfter)
    {
        _wire.Meddle =
            (call, passOn, _) => WireTap.IsOrder(call) ? Task.FromResult(Refusal(HttpStatusCode.TooManyRequests, retryAfter)) : passOn();

        RunResult run = await RunAsync(60);

        Assert.IsType<RateLimitedException>(run.Single.Fault);
        Assert.InRange(_time.Passed.TotalSeconds, 0, 60);
        _wire.Meddle = null;

        Assert.Equal(1, (await RunAsync(900)).Summary.Placed);
        Assert.Single(_sandbox.State.GetOrders());
    }

    [Theory]
    [InlineData(240, 900)]
    [InlineData(60, 60)]
    public async Task Who_has_the_patience_waits_as_long_as_the_server_asks(int retryAfter, int patience)
    {
        bool refused = false;
        _wire.Meddle = (call, passOn, _) =>
        {
            if (refused || !WireTap.IsOrder(call))
            {
                return passOn();
            }

            refused = true;
            return Task.FromResult(Refusal(HttpStatusCode.TooManyRequests, retryAfter));
        };
        var said = new List<string>();

        Assert.Equal(1, (await RunAsync(patience, said.Add)).Summary.Placed);
        Assert.InRange(_time.Passed.TotalSeconds, retryAfter, retryAfter + 1);
        Assert.Contains(
            $"The order for {OrderingFixture.Person(1).Email} was not taken; it is sent again in {retryAfter} s.",
            Assert.Single(said),
            StringComparison.Ordinal);
    }

    private Task<RunResult> RunAsync(int patience, Action<string>? onWaiting = null)
    {
        Person person = OrderingFixture.Person(1);
        var input = new OrderInput { Person = person, Body = OrderRules.Build(Drafts.Valid(), person, null, Drafts.Now) };
        return RunResult.OfAsync(
            _client,
            _storage,
            new OrderingOptions { Patience = TimeSpan.FromSeconds(patience), OnWaiting = onWaiting },
            _time,
            [input],
            CancellationToken.None);
    }

    [Theory]
    [InlineData(40, 1)]
    [InlineData(300, 2)]
    public async Task Another_run_that_stands_still_is_waited_for_as_long_as_the_patience(int patience, int messages)
    {
        using var fixture = new OrderingFixture();
        await fixture.LeaveBehindAsync(OrderingFixture.Person(1), IntentState.Planned, "stopped");
        await fixture.LeaveBehindAsync(OrderingFixture.Person(2), IntentState.Planned, "stopped");
        var told = new List<string>();
        await using (await fixture.Storage.EnterRunAsync("stopped", CancellationToken.None))
        {
            RunResult run = await fixture.RunAsync(
                new OrderingOptions { Patience = TimeSpan.FromSeconds(patience), OnWaiting = told.Add }, fixture.Inputs(2));

            Assert.Equal(2, run.Summary.InDoubt);
        }

        Assert.InRange(fixture.Time.Passed.TotalSeconds, patience - 2, patience + 2);
        Assert.Equal(messages, told.Count);
        Assert.Contains("Another run orders for", told[0], StringComparison.Ordinal);
        Assert.All(told.Skip(1), text => Assert.Contains("2 person(s) of this list in hand", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_waited_for_before_the_run_went_on_takes_nothing_from_its_patience()
    {
        using var fixture = new OrderingFixture();
        await fixture.LeaveBehindAsync(OrderingFixture.Person(1), IntentState.Planned, "slow");
        IJournalRun slow = await fixture.Storage.EnterRunAsync("slow", CancellationToken.None);
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            fixture.Time.Pass(WireTap.IsOrder(call) ? TimeSpan.FromMinutes(20) : TimeSpan.Zero);
            return answer;
        };
        var options = new OrderingOptions
        {
            OnWaiting = text =>
            {
                if (text.Contains("1 person(s) of this list in hand", StringComparison.Ordinal))
                {
                    Assert.True(slow.DisposeAsync().AsTask().IsCompletedSuccessfully);
                }
            },
        };

        RunResult run = await fixture.RunAsync(options, fixture.Inputs(2));

        Assert.Equal((2, 0), (run.Summary.Placed, run.Summary.InDoubt));
    }

    private static HttpResponseMessage Refusal(HttpStatusCode status, int? retryAfter)
    {
        string body = status == HttpStatusCode.TooManyRequests ? """{"errors":[{"code":"request_limit_exceeded","message":"x"}]}""" : "{}";
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
        answer.Headers.RetryAfter = retryAfter is { } seconds ? new(TimeSpan.FromSeconds(seconds)) : null;
        return answer;
    }
}

using CertCentral.Errors;
using CertCentral.Pacing;

namespace CertCentral.Tests.Transport;

/// <summary>Whose word about the time at the server counts: it decides what is bought again.</summary>
public class ServerClockTests
{
    private const string Order = """{"id":1,"status":"pending"}""";

    [Fact]
    public async Task The_time_of_the_server_goes_on_by_a_stop_watch_and_not_by_a_wall_clock()
    {
        var date = new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);
        var time = new JumpingTime(date.AddDays(-40));
        var server = new StubServer(_ =>
        {
            HttpResponseMessage answer = StubServer.Answer(Order);
            answer.Headers.Date = date;
            return answer;
        });
        using CertCentralClient client = TestClient.Over(server, time, timeout: Timeout.InfiniteTimeSpan);
        Assert.Null(client.ServerTime);

        await client.Orders.GetAsync(1, CancellationToken.None);
        time.Pass(TimeSpan.FromMinutes(7));
        time.SetClock(TimeSpan.FromDays(2));

        Assert.Equal(date.AddMinutes(7), client.ServerTime);
    }

    [Theory]
    [InlineData("text/html", "<html><body>Please sign in.</body></html>")]
    [InlineData("application/json", "not json")]
    public async Task The_date_of_an_answer_that_is_not_the_servers_own_does_not_count(string type, string body)
    {
        var dates = new Queue<DateTimeOffset>([new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero)]);
        var bodies = new Queue<(string Type, string Text)>([("application/json", Order), (type, body)]);
        var server = new StubServer(_ =>
        {
            (string mediaType, string text) = bodies.Dequeue();
            HttpResponseMessage answer = StubServer.Answer(text, mediaType: mediaType);
            answer.Headers.Date = dates.Dequeue();
            return answer;
        });
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = TestClient.ApiKey,
            MaxAttempts = 1,
            Limits = new CallLimits([]),
            PrimaryHandler = () => server,
        });

        await client.Orders.GetAsync(1, CancellationToken.None);

        await Assert.ThrowsAsync<UnreadableAnswerException>(() => client.Orders.GetAsync(1, CancellationToken.None));

        Assert.Equal(3, client.ServerTime!.Value.Day);
    }
}

using System.Globalization;
using CertCentral;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// Thousands of orders under the published limits, on a clock that leaps. PACED_ORDERS adds a number of one's own, such as 100000.
/// </summary>
public class PacedRunTests
{
    public static TheoryData<int> Counts()
    {
        var counts = new TheoryData<int>(1_000, 10_000);
        if (int.TryParse(Environment.GetEnvironmentVariable("PACED_ORDERS"), NumberStyles.None, CultureInfo.InvariantCulture, out int own))
        {
            counts.Add(own);
        }

        return counts;
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public async Task A_bulk_run_takes_what_the_limit_takes_and_meets_no_429(int count)
    {
        var time = new JumpingTime(Drafts.Now);
        using var sandbox = new SandboxHandler(
            new SandboxOptions { TimeProvider = time, OpeningBalance = 1_000_000_000, ValidationDelay = TimeSpan.FromDays(30) });
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            TimeProvider = time,
            Timeout = Timeout.InfiniteTimeSpan,
            PrimaryHandler = () => sandbox,
        });
        using IOrderJournal journal = JournalPlace.InMemory().Open(time);
        int placed = 0;
        await using (OrderRun run = await OrderRun.StartAsync(client, journal, 1, new OrderingOptions(), time, CancellationToken.None))
        {
            for (int number = 1; number <= count; number++)
            {
                Person person = OrderingFixture.Person(number);
                await run.AddAsync(
                    new OrderInput { Person = person, Body = OrderRules.Build(Drafts.Valid(), person, null, Drafts.Now) },
                    CancellationToken.None);
                placed += (await run.TakeAsync()).Count(outcome => outcome.Order is not null);
            }

            await foreach (OrderOutcome outcome in run.FinishAsync(CancellationToken.None))
            {
                placed += outcome.Order is null ? 0 : 1;
            }
        }

        int calls = sandbox.State.CallsByRoute.Values.Sum();

        Assert.Equal(count, placed);
        Assert.Equal((count, 0), (sandbox.State.OrdersCreated, sandbox.State.CallsOverLimit));

        // Before each of the first hundred orders the lists are read again, then once a minute, while the limit lets a thousand calls
        // through in three.
        const int ReadBeforeEach = 100;
        const int CallsOfReading = 3;
        int readings = ReadBeforeEach + (3 * count / 1_000) + 3;
        Assert.InRange(calls, count, (int)(count * 1.001) + (CallsOfReading * readings));
        Assert.True(
            time.Passed <= Floor(calls) * 1.03,
            $"{time.Passed} for {calls} calls; the limit alone takes {Floor(calls)}.");
    }

    /// <summary>The earliest moment at which the last of so many calls may leave: 100 in 5 seconds, 1,000 in 180.</summary>
    private static TimeSpan Floor(int calls)
    {
        int last = calls - 1;
        return (TimeSpan.FromSeconds(180) * (last / 1_000)) + (TimeSpan.FromSeconds(5) * (last % 1_000 / 100));
    }
}

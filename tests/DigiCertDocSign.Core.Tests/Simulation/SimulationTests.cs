using System.Collections.Concurrent;
using System.Globalization;
using DigiCertDocSign.Tests.Journal;
using Xunit.Abstractions;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>
/// The ordering code, the client and the journal as they are, in one thread on a simulated clock, under schedules of faults, crashes,
/// restarts, second processes and console users that a seed chooses. SIMULATION_SCHEDULES sets how many are played,
/// SIMULATION_FIRST the first of them, SIMULATION_SEED plays one alone and tells its story.
/// </summary>
public class SimulationTests(ITestOutputHelper output)
{
    private const int Schedules = 4_000;
    private const int SchedulesOfTeams = 1_500;
    private const int MostFailures = 20;

    [Fact]
    public void Every_schedule_ends_with_one_live_order_per_person_and_a_journal_that_says_so()
    {
        SimTally tally = PlayAll(nameof(Every_schedule_ends_with_one_live_order_per_person_and_a_journal_that_says_so), Schedules, null);
        if (tally.Schedules >= Schedules)
        {
            // What is never met is not proven.
            Assert.DoesNotContain(Enum.GetValues<SimMet>(), met => tally.Of(met) == 0);
        }
    }

    /// <summary>Several hosts, each with a run of its own, on one journal in the model of a team's database.</summary>
    [Fact]
    public void Every_schedule_of_a_team_ends_so_too_whatever_becomes_of_its_database()
    {
        SimTally tally =
            PlayAll(nameof(Every_schedule_of_a_team_ends_so_too_whatever_becomes_of_its_database), SchedulesOfTeams, ModelDefect.None);
        if (tally.Schedules >= SchedulesOfTeams)
        {
            Assert.DoesNotContain(Enum.GetValues<SimTeamMet>(), met => tally.Of(met) == 0);
            Assert.NotEqual(0, tally.Of(SimExcuse.FrozenOnTheWay));
        }
    }

    [Theory]
    [InlineData(ModelDefect.CommitsAreLost)]
    [InlineData(ModelDefect.ClaimsAreNotUnique)]
    [InlineData(ModelDefect.ChangesAreNotCompared)]
    public void A_database_that_does_not_keep_what_it_promises_is_found_out(ModelDefect defect) =>
        Assert.NotEmpty(PlayAll(0, 800, new SimTally(), lie: null, defect, mostFailures: 1));

    private SimTally PlayAll(string test, int schedules, ModelDefect? team)
    {
        if (Setting("SIMULATION_SEED") is { } seed)
        {
            Assert.Fail($"Seed {seed}: {Play(seed, tellsAll: true, new SimTally(), lie: null, team)}");
        }

        var tally = new SimTally();
        ConcurrentDictionary<int, string> failures =
            PlayAll(Setting("SIMULATION_FIRST") ?? 0, Setting("SIMULATION_SCHEDULES") ?? schedules, tally, lie: null, team, MostFailures);
        output.WriteLine($"{tally}");
        foreach ((int failed, string why) in failures.OrderBy(failure => failure.Key))
        {
            output.WriteLine($"{failed}: {why.Split('\n')[0]}");
        }

        IEnumerable<string> first = failures.OrderBy(failure => failure.Key)
            .Take(3)
            .Select(failure => $"SIMULATION_SEED={failure.Key} dotnet test tests/DigiCertDocSign.Core.Tests --filter "
                + $"FullyQualifiedName~SimulationTests.{test}\n{failure.Value}");

        Assert.True(failures.IsEmpty, $"{failures.Count} failed. {string.Join("\n\n", first)}");
        return tally;
    }

    [Fact]
    public void The_same_seed_gives_the_same_story()
    {
        var stories = new List<string>();
        for (int time = 0; time < 2; time++)
        {
            OnThreadOfItsOwn(() =>
            {
                using var world = new SimWorld(7, new SimTally());
                world.Play();
                stories.Add(string.Join("\n", world.Scheduler.Story));
            });
        }

        Assert.True(stories[0].Length > 500, stories[0]);
        Assert.Equal(stories[0], stories[1]);
    }

    [Theory]
    [InlineData(IntentState.Planned, IntentState.Sent)]
    [InlineData(IntentState.InDoubt, IntentState.Placed)]
    [InlineData(IntentState.Sent, IntentState.InDoubt)]
    public void A_journal_that_says_it_has_written_and_has_not_is_found_out(IntentState from, IntentState to)
    {
        Task<bool>? Lie(OrderIntent was, OrderIntent becomes) => was.State == from && becomes.State == to ? Task.FromResult(true) : null;
        Assert.NotEmpty(PlayAll(0, 400, new SimTally(), Lie, team: null, mostFailures: 1));
    }

    private static ConcurrentDictionary<int, string> PlayAll(
        int first, int count, SimTally tally, Func<OrderIntent, OrderIntent, Task<bool>?>? lie, ModelDefect? team, int mostFailures)
    {
        var failures = new ConcurrentDictionary<int, string>();
        int next = first - 1;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            for (int seed = Interlocked.Increment(ref next); seed < first + count
                && failures.Count < mostFailures; seed = Interlocked.Increment(ref next))
            {
                if (Play(seed, tellsAll: false, tally, lie, team) is { } failure)
                {
                    failures[seed] = failure;
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return failures;
    }

    private static string? Play(
        int seed, bool tellsAll, SimTally tally, Func<OrderIntent, OrderIntent, Task<bool>?>? lie, ModelDefect? team)
    {
        string? failure = null;
        OnThreadOfItsOwn(() =>
        {
            using var world = new SimWorld(seed, tally, lie, team);
            try
            {
                failure = world.Play();
            }
            catch (InvalidOperationException problem)
            {
                failure = problem.ToString();
            }

            if (failure is not null || tellsAll)
            {
                failure = $"{failure ?? "All is well."}\n{string.Join("\n", world.Scheduler.Story.TakeLast(tellsAll ? int.MaxValue : 60))}";
            }
        });
        return failure;
    }

    /// <summary>Without the test runner's context, which would carry continuations to other threads.</summary>
    private static void OnThreadOfItsOwn(Action play)
    {
        var thread = new Thread(() => play());
        thread.Start();
        thread.Join();
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}

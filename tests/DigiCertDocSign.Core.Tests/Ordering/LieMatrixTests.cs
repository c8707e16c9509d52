using System.Text;
using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;
using Xunit.Abstractions;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// Every lie and every fault of the sandbox from the first, the middle and the last person of a list on. Where the lie is about how things
/// look, the answer of that person's order is lost, or else there were nothing to look for. Each alone, and with the process killed when
/// the server has that order and nobody has its answer. Then runs are repeated. Lists that lag, and a Date header that cannot be believed,
/// count as lies here. LIE_MATRIX names a file for the table.
/// </summary>
public class LieMatrixTests(ITestOutputHelper output)
{
    private const int MostRuns = 8;
    private static readonly TimeSpan BetweenRuns = TimeSpan.FromMinutes(16);

    private static readonly (string GivenName, string Surname)[] People =
    [
        ("Zoë", "Müller"), ("Nils", "Hagen"), ("Bartholomäus Maximilian", "Hohenzollern von Sigmaringen und Wittelsbach Habsburg"),
        ("Åse", "Bjørnstad"), ("José María", "Núñez"),
    ];

    private static readonly int[] Positions = [1, (People.Length + 1) / 2, People.Length];

    /// <summary>What became of a list.</summary>
    private sealed record Cell(int Orders, int Duplicates, int TwoTold, int Lost, int Doubts, int WrongNumbers);

    /// <summary>What is wrong with the server from a person on.</summary>
    private sealed record Trouble(string Name, SandboxLies? Lies, SandboxFault? Fault)
    {
        /// <summary>How long no list shows a new order.</summary>
        public TimeSpan Lag { get; init; }

        public SandboxDateHeader Date { get; init; }

        /// <summary>No run can know then that an order in doubt was placed. That there are two must be told.</summary>
        public bool IsLaterThanAnySettleTime => Lag > new OrderingOptions().SettleTime;
    }

    [Fact]
    public async Task Whatever_the_server_says_nobody_is_bought_for_twice_or_lost()
    {
        var table = new StringBuilder(
            "| what the server does | killed | orders | duplicates | two are told | lost | told in doubt | wrong number |\n");
        table.Append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        var wrong = new List<string>();
        foreach (Trouble trouble in Troubles())
        {
            foreach (bool isKilled in new[] { false, true })
            {
                var cells = new List<Cell>();
                foreach (int position in Positions)
                {
                    cells.Add(await PlayAsync(trouble, position, isKilled));
                }

                string Row(Func<Cell, int> figure) => string.Join(", ", cells.Select(figure));
                string[] columns =
                [
                    trouble.Name, isKilled ? "yes" : "no", Row(cell => cell.Orders), Row(cell => cell.Duplicates),
                    Row(cell => cell.TwoTold), Row(cell => cell.Lost), Row(cell => cell.Doubts), Row(cell => cell.WrongNumbers),
                ];
                string row = $"| {string.Join(" | ", columns)} |";
                table.Append(row).Append('\n');
                if (cells.Exists(cell => cell.Lost > 0 || cell.Duplicates > cell.TwoTold
                    || (cell.Duplicates > 0 && !trouble.IsLaterThanAnySettleTime)))
                {
                    wrong.Add(row);
                }
            }
        }

        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("LIE_MATRIX") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, table.ToString());
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<Trouble> Troubles() => Looks().Concat(Lags()).Concat(Answers())
        .Concat(Enum.GetValues<SandboxFault>().Select(fault => new Trouble($"fault: {fault}", null, fault)));

    private static IEnumerable<Trouble> Looks()
    {
        const SandboxFault Lost = SandboxFault.DropAfterCommit;
        foreach (SandboxCommentLie lie in Lies<SandboxCommentLie>())
        {
            yield return new Trouble($"comments: {lie}", new SandboxLies { Comments = lie, CommentLength = 4 }, Lost);
        }

        foreach (SandboxNameLie lie in Lies<SandboxNameLie>())
        {
            yield return new Trouble($"names: {lie}", new SandboxLies { Names = lie }, Lost);
        }

        foreach (SandboxListLie lie in Lies<SandboxListLie>())
        {
            yield return new Trouble($"lists: {lie}, four times", new SandboxLies { Lists = lie, Calls = 4 }, Lost);
        }

        foreach (SandboxDetailLie lie in Lies<SandboxDetailLie>())
        {
            yield return new Trouble($"details: {lie}", new SandboxLies { Details = lie }, Lost);
        }
    }

    /// <summary>The answer to an order is lost, or the order itself: then the time that has passed decides.</summary>
    private static IEnumerable<Trouble> Lags()
    {
        const SandboxFault Lost = SandboxFault.DropAfterCommit;
        foreach (int minutes in new[] { 1, 10, 44 })
        {
            yield return new Trouble($"lists: {minutes} min late", null, Lost) { Lag = TimeSpan.FromMinutes(minutes) };
        }

        foreach (SandboxDateHeader date in Lies<SandboxDateHeader>())
        {
            yield return new Trouble($"header Date: {date}, lists: 10 min late", null, Lost)
            {
                Lag = TimeSpan.FromMinutes(10),
                Date = date,
            };
            yield return new Trouble($"header Date: {date}, no order arrives", null, SandboxFault.DropBeforeCommit) { Date = date };
        }
    }

    private static IEnumerable<Trouble> Answers()
    {
        foreach (SandboxReplyLie lie in Lies<SandboxReplyLie>())
        {
            yield return new Trouble($"reply: {lie}", new SandboxLies { Reply = lie, Calls = 1 }, null);
        }

        foreach (long id in new[] { 0L, -5L })
        {
            yield return new Trouble($"reply: id {id}", new SandboxLies { ReplyId = id, Calls = 1 }, null);
        }

        int[] statuses = [200, 302, 400, 404, 429, 499, 502];
        foreach ((int status, bool isAfter) in statuses.SelectMany(one => new[] { (one, false), (one, true) }))
        {
            var lies = new SandboxLies
            {
                ProxyStatus = status,
                ProxyAfterCommit = isAfter,
                ProxyRoute = SandboxRoutes.CreateOrder,
                Calls = 1,
            };
            yield return new Trouble($"a proxy's page {status}, {(isAfter ? "after" : "before")} the order", lies, null);
        }
    }

    private static T[] Lies<T>()
        where T : struct, Enum => Enum.GetValues<T>()[1..];

    private static async Task<Cell> PlayAsync(Trouble trouble, int position, bool isKilled)
    {
        using var folder = new TempFolder();
        var time = new JumpingTime(Drafts.Now);
        using IJournalStorage journal = JournalPlace.InMemory().OpenStorage();
        OrderInput[] inputs = [.. Enumerable.Range(0, People.Length).Select(Input)];
        HashSet<string> atWork = [];
        if (position > 1)
        {
            // Up to here all goes well.
            using SandboxHandler right = Sandbox(folder, time, null);
            await RunAsync(right, new KillableStorage(journal, atWork), time, inputs[..(position - 1)], kills: false, isSlow: false);
        }

        using SandboxHandler sandbox = Sandbox(folder, time, trouble);
        bool isSlow = trouble.Fault is SandboxFault.SlowAfterCommit or SandboxFault.SlowBeforeCommit;
        RunResult? run = null;
        for (int runs = 0; runs < MostRuns; runs++)
        {
            run = await RunAsync(sandbox, new KillableStorage(journal, atWork), time, inputs, isKilled && runs == 0, isSlow) ?? run;
            if (run is not null && run.Outcomes.Count == inputs.Length && run.Outcomes.All(outcome => outcome.Order is not null))
            {
                break;
            }

            time.Pass(BetweenRuns);
        }

        if (trouble.Lag > TimeSpan.Zero)
        {
            time.Pass(trouble.Lag);
            run = await RunAsync(sandbox, new KillableStorage(journal, atWork), time, inputs, kills: false, isSlow);
        }

        return Count(sandbox.State.GetOrders(), run!, inputs);
    }

    private static Cell Count(IReadOnlyList<SandboxOrder> orders, RunResult run, OrderInput[] inputs)
    {
        ILookup<string, SandboxOrder> byEmail = orders.ToLookup(order => order.Email, StringComparer.Ordinal);
        bool IsTold(OrderInput input) => run.Outcomes.Any(outcome => outcome.Input == input
            && outcome.Fault is DocSigningException { Kind: FaultKind.OrderOutcomeUnknown or FaultKind.ExistingOrderUnclear });

        bool AreTold(IEnumerable<SandboxOrder> theirs) => run.Outcomes.Any(outcome =>
            outcome.Warnings.Any(warning => theirs.All(order => warning.Contains($"{order.Id}", StringComparison.Ordinal))));

        return new Cell(
            orders.Count,
            byEmail.Sum(ofOne => ofOne.Count() - 1),
            byEmail.Where(AreTold).Sum(ofOne => ofOne.Count() - 1),
            inputs.Count(input => !byEmail.Contains(input.Person.Email) && !IsTold(input)),
            inputs.Count(IsTold),
            run.Outcomes.Count(one => one.Order is { } told && !byEmail[one.Input!.Person.Email].Any(order => order.Id == told.OrderId)));
    }

    /// <returns>Null: the process was killed.</returns>
    private static async Task<RunResult?> RunAsync(
        SandboxHandler sandbox, KillableStorage storage, JumpingTime time, OrderInput[] inputs, bool kills, bool isSlow)
    {
        var killed = new TaskCompletionSource();
        var wire = new WireTap(sandbox)
        {
            OnCall = () => time.Pass(TimeSpan.FromMilliseconds(5)),
            Meddle = async (call, passOn, _) =>
            {
                await storage.LiveAsync();
                Task<HttpResponseMessage> answer = passOn();
                if (kills && WireTap.IsOrder(call))
                {
                    await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(isSlow ? 50 : 5_000), CancellationToken.None));
                    storage.Kill();
                    killed.TrySetResult();
                    await storage.LiveAsync();
                }

                return await answer;
            },
        };
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            Limits = new CallLimits([]),
            MaxAttempts = 1,
            Timeout = TimeSpan.FromMilliseconds(isSlow ? 250 : 60_000),
            PrimaryHandler = () => wire,
        });
        Task<RunResult> run = RunResult.OfAsync(client, storage, new OrderingOptions(), time, inputs, CancellationToken.None);
        await Task.WhenAny(run, killed.Task);
        return storage.IsDead ? null : await run;
    }

    private static SandboxHandler Sandbox(TempFolder folder, JumpingTime time, Trouble? trouble) => new(new SandboxOptions
    {
        StatePath = folder.File("account.json"),
        TimeProvider = time,
        Limits = SandboxLimits.None,
        Lies = trouble?.Lies,
        Habits = new SandboxHabits { DateHeader = trouble?.Date ?? SandboxDateHeader.Right },
        Faults = new SandboxFaultPlan
        {
            ListLag = trouble?.Lag ?? TimeSpan.Zero,
            RequestLag = trouble?.Lag ?? TimeSpan.Zero,
            Rules = trouble?.Fault is { } fault
                ?
                [
                    new SandboxFaultRule
                    {
                        Fault = fault,
                        Route = SandboxRoutes.CreateOrder,
                        Calls = 1,
                        Delay = Timeout.InfiniteTimeSpan,
                        RetryAfter = TimeSpan.Zero,
                    },
                ]
                : [],
        },
    });

    private static OrderInput Input(int number)
    {
        var person = new Person(
            People[number].GivenName, People[number].Surname, "Clerk", "+47 55 50 01 42", $"person{number}@fjordlab.example");
        return new OrderInput { Person = person, Body = OrderRules.Build(Drafts.Valid(), person, null, Drafts.Now) };
    }
}

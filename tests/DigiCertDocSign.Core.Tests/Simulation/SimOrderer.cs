using CertCentral;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Tests.Ordering;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>A process that orders for a list.</summary>
/// <param name="world">Where.</param>
/// <param name="name">Of the process and its run.</param>
/// <param name="journal">Which of the journals.</param>
/// <param name="list">Its inputs.</param>
/// <param name="hasFaults">Network and disk fail now and then.</param>
/// <param name="allowsDuplicates">The operator wants one more for each input.</param>
internal sealed class SimOrderer(
    SimWorld world, string name, int journal, IReadOnlyList<SimPerson> list, bool hasFaults, bool allowsDuplicates)
    : SimProcess(world, name, journal, hasFaults)
{
    private readonly Dictionary<OrderInput, List<string>> _warned = [];

    public IReadOnlyList<SimPerson> List => list;

    public bool AllowsDuplicates => allowsDuplicates;

    public List<OrderOutcome> Outcomes { get; } = [];

    protected override async Task WorkAsync(CertCentralClient client, OrderJournal journal)
    {
        int number = 0;
        var options = new OrderingOptions
        {
            AllowDuplicate = allowsDuplicates,
            ThrottleLimit = World.ThrottleLimit,
            RunId = Name,
            NewReference = () => $"DS-{Name}{$"{number++}".PadLeft(10 - Name.Length, '0')}",
        };
        await using OrderRun run =
            await OrderRun.StartAsync(client, journal, OrderingFixture.AccountId, options, Time, CancellationToken.None);
        foreach (SimPerson person in list)
        {
            if (!await run.AddAsync(person.Input(), CancellationToken.None))
            {
                break;
            }

            Take(await run.TakeAsync());
        }

        await foreach (OrderOutcome outcome in run.FinishAsync(CancellationToken.None))
        {
            Take([outcome]);
        }

        EndedBy = run.StoppedBy;
        if (EndedBy is null && Outcomes.Count(outcome => outcome.Input is not null) != list.Count)
        {
            World.Fail($"{Name} said {Outcomes.Count} last words on {list.Count} inputs.");
        }
    }

    /// <summary>Of an input that is put off, what is told at once is told.</summary>
    private void Take(IReadOnlyList<OrderOutcome> outcomes)
    {
        foreach (OrderOutcome outcome in outcomes)
        {
            if (outcome.IsDeferred)
            {
                _warned[outcome.Input!] = [.. _warned.GetValueOrDefault(outcome.Input!, []), .. outcome.Warnings];
                continue;
            }

            Outcomes.Add(outcome);
            World.Scheduler.Tell($"{Name} says {outcome.Input?.Person.Email}: order {outcome.Order?.OrderId}, known "
                + $"{outcome.AlreadyOrdered}, {outcome.Fault?.Message}");
            string[] warned = outcome.Input is { } input ? [.. _warned.GetValueOrDefault(input, [])] : [];
            World.Model.CheckOutcome(this, outcome with { Warnings = [.. warned, .. outcome.Warnings] });
        }
    }
}

using CertCentral;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>What came of a run: its last word on each input, in the order in which it was said.</summary>
internal sealed record RunResult(
    IReadOnlyList<OrderOutcome> Outcomes, IReadOnlyList<OrderOutcome> Deferred, OrderRunSummary Summary, Exception? StoppedBy)
{
    public PlacedOrder?[] Orders => [.. Outcomes.Select(outcome => outcome.Order)];

    public long[] OrderIds => [.. Outcomes.Select(outcome => outcome.Order?.OrderId ?? 0)];

    public OrderOutcome Single => Assert.Single(Outcomes);

    public static FaultKind? Kind(OrderOutcome outcome) => (outcome.Fault as DocSigningException)?.Kind;

    public static async Task<RunResult> OfAsync(
        CertCentralClient client,
        IJournalStorage storage,
        OrderingOptions options,
        TimeProvider time,
        IEnumerable<OrderInput> inputs,
        CancellationToken cancellationToken)
    {
        var outcomes = new List<OrderOutcome>();
        await using OrderRun run =
            await OrderRun.StartAsync(client, new OrderJournal(storage, time), OrderingFixture.AccountId, options, time, cancellationToken);
        foreach (OrderInput input in inputs)
        {
            if (!await run.AddAsync(input, cancellationToken))
            {
                break;
            }

            outcomes.AddRange(await run.TakeAsync());
        }

        await foreach (OrderOutcome outcome in run.FinishAsync(cancellationToken))
        {
            outcomes.Add(outcome);
        }

        return new RunResult(
            [.. outcomes.Where(one => !one.IsDeferred)], [.. outcomes.Where(one => one.IsDeferred)], run.Summary, run.StoppedBy);
    }
}

using CertCentral;
using DigiCertDocSign.Events;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>What a run pays for its events where nobody listens: for one order, its call, what it is and what was decided.</summary>
internal sealed class EventBudget : IBudget
{
    private const int Orders = 1_000_000;
    private const string Command = "New-DocSigningOrder";

    private static readonly CallTrace Call = new(
        "POST", "/order/certificate/ds_org_individual", "order/certificate/{product}", 201, TimeSpan.FromMilliseconds(20), 1, null);

    public string Name => "event";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        await Task.CompletedTask;
        var run = new RunActivity();
        void TellOne()
        {
            RunEventSource.Log.Called(Command, Call);
            run.Called(Command, Call);
            RunEventSource.Log.Ordered(Command, 271400871);
            run.Happened(Command, "OrderPlaced", 271400871);
            RunEventSource.Log.Decided(Command, "Approved", 271400871);
            run.Happened(Command, "Approved", 271400871);
        }

        TellOne();
        if (RunEventSource.Log.IsEnabled())
        {
            yield return Figure.Skipped("the events of one order where nobody listens", "somebody listens");
            yield break;
        }

        int orders = effort.Of(Orders);
        yield return new Figure(
            "the events of one order where nobody listens", "bytes", 0,
            [.. Enumerable.Range(0, effort.Runs).Select(_ => Bytes(orders, TellOne))]);
        yield return new Figure(
            "the same, CPU", "us", 0.1, [.. Enumerable.Range(0, effort.Runs).Select(_ => Cpu.Of(orders, TellOne))]);
    }

    private static double Bytes(int repetitions, Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            work();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)repetitions;
    }
}

using System.Diagnostics;
using DigiCertDocSign.Benchmarks.Budgets;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>What some work took, per repetition, in milliseconds.</summary>
/// <param name="Cpu">Processor time, with that of the processes which it started.</param>
/// <param name="Wall">Time by the clock on the wall.</param>
internal readonly record struct Cost(double Cpu, double Wall)
{
    public static Cost operator +(Cost one, Cost other) => new(one.Cpu + other.Cpu, one.Wall + other.Wall);

    public static async Task<Cost> OfAsync(int repetitions, Func<Task> work)
    {
        TimeSpan children = OperatingSystem.IsWindows() ? TimeSpan.Zero : ChildCpu.Total;
        var clock = Stopwatch.StartNew();
        double own = await Budgets.Cpu.OfAsync(repetitions, work);
        double wall = clock.Elapsed.TotalMilliseconds / repetitions;
        children = OperatingSystem.IsWindows() ? TimeSpan.Zero : ChildCpu.Total - children;
        return new Cost((own / 1000) + (children.TotalMilliseconds / repetitions), wall);
    }

    /// <summary>Two ways in short turns, one after the other, so that the machine's mood meets both alike. Means of each run.</summary>
    public static async Task<List<(Cost One, Cost Other)>> CompareAsync(Effort effort, int repetitions, Func<Task> one, Func<Task> other)
    {
        const int Turns = 4;
        List<(Cost, Cost)> runs = [];
        await one();
        await other();
        for (int run = 0; run < effort.Runs; run++)
        {
            (Cost sum, Cost otherSum) = (default(Cost), default(Cost));
            for (int turn = 0; turn < Turns; turn++)
            {
                sum += await OfAsync(effort.Of(repetitions / Turns), one);
                otherSum += await OfAsync(effort.Of(repetitions / Turns), other);
            }

            runs.Add((new Cost(sum.Cpu / Turns, sum.Wall / Turns), new Cost(otherSum.Cpu / Turns, otherSum.Wall / Turns)));
        }

        return runs;
    }
}

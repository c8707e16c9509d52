namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// Processor time of this process, all threads, user and system: what others do on the machine meanwhile counts less than
/// in time by the wall.
/// </summary>
internal static class Cpu
{
    /// <summary>Microseconds per repetition.</summary>
    public static double Of(int repetitions, Action work)
    {
        Settle();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            work();
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / repetitions;
    }

    /// <inheritdoc cref="Of"/>
    public static async Task<double> OfAsync(int repetitions, Func<Task> work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            await work().ConfigureAwait(false);
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / repetitions;
    }

    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}

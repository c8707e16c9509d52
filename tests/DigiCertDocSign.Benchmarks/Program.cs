using System.Globalization;
using BenchmarkDotNet.Running;
using DigiCertDocSign.Benchmarks.Budgets;
using DigiCertDocSign.Benchmarks.Engine;
using DigiCertDocSign.Benchmarks.Report;

namespace DigiCertDocSign.Benchmarks;

/// <summary>
/// Without an argument: measures every budget three times and prints a table. <c>--smoke</c>: everything once and briefly,
/// to see that it runs. <c>--only name</c>: one budget. <c>--detail ...</c>: the rest goes to BenchmarkDotNet.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "--serve":
                await OrderServer.ServeAsync();
                return 0;
            case "--memory":
                MemoryProbe.Run(int.Parse(args[1], CultureInfo.InvariantCulture), new Uri(args[2]), args[3]);
                return 0;
            case "--cmdlet":
                CmdletBudget.Run(int.Parse(args[1], CultureInfo.InvariantCulture), new Uri(args[2]), args[3]);
                return 0;
            case "--detail":
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args[1..]);
                return 0;
        }

        bool isSmoke = args.Contains("--smoke");
        string? only = args.SkipWhile(arg => arg != "--only").Skip(1).FirstOrDefault();
        Effort effort = isSmoke ? Effort.Smoke : Effort.Full;
        IBudget[] budgets =
        [
            new ImportBudget(),
            new InputBudget(),
            new PlanBudget(),
            new CompareBudget(),
            new OrderBudget(),
            new EventBudget(),
            new PaceBudget(),
            new TeamBudget(),
            new CmdletBudget(),
            new KeyBudget(),
            new StopBudget(),
            new MemoryBudget(),
            new ReportBudget(),
        ];
        var figures = new List<Figure>();
        foreach (IBudget? budget in budgets.Where(budget => only is null || budget.Name == only))
        {
            await foreach (Figure figure in budget.MeasureAsync(effort))
            {
                figures.Add(figure);
                Console.Error.WriteLine(figure);
            }
        }

        Console.WriteLine(FigureTable.Write(figures));
        Console.WriteLine(Machine.Describe());

        // Smoke says whether everything runs; its times say nothing.
        return figures.Count > 0 && (isSmoke || figures.All(figure => figure.IsMet)) ? 0 : 1;
    }
}

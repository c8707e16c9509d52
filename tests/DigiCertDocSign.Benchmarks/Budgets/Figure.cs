using System.Globalization;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>One measured quantity: the value of each run against the most that it may be.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">After the number.</param>
/// <param name="Budget">Null where the figure is told for comparison alone.</param>
/// <param name="Values">One for each run.</param>
internal sealed record Figure(string What, string Unit, double? Budget, IReadOnlyList<double> Values)
{
    public double Median => Values.Order().ElementAt(Values.Count / 2);

    public bool IsMet => Budget is null || Median <= Budget;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{What}: {string.Join(", ", Values.Select(value => value.ToString("0.###", CultureInfo.InvariantCulture)))} {Unit} (budget {Budget})");
}

using System.Globalization;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>One measured quantity: the value of each run against the most, or the least, that it may be.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">After the number.</param>
/// <param name="Budget">Null where the figure is told for comparison alone.</param>
/// <param name="Values">One for each run; none when it was not measured.</param>
internal sealed record Figure(string What, string Unit, double? Budget, IReadOnlyList<double> Values)
{
    /// <summary>The budget is the least that the figure may be.</summary>
    public bool IsAtLeast { get; init; }

    /// <summary>Why it was not measured.</summary>
    public string? WhyNot { get; init; }

    public double Median => Values.Order().ElementAt(Values.Count / 2);

    public bool IsMet => Budget is null || (IsAtLeast ? Median >= Budget : Median <= Budget);

    public static Figure Skipped(string what, string why) => new(what, "", null, []) { WhyNot = why };

    public override string ToString()
    {
        if (WhyNot is not null)
        {
            return $"{What}: not measured, {WhyNot}";
        }

        string values = string.Join(", ", Values.Select(value => value.ToString("0.###", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"{What}: {values} {Unit} (budget {Budget})");
    }
}

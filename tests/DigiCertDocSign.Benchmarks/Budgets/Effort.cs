namespace DigiCertDocSign.Benchmarks.Budgets;

/// <param name="Runs">How often each figure is measured.</param>
/// <param name="Share">Part of the full number of repetitions within a run.</param>
internal sealed record Effort(int Runs, double Share)
{
    public static Effort Full { get; } = new(3, 1);

    public static Effort Smoke { get; } = new(1, 0.01);

    public int Of(int repetitions) => Math.Max(1, (int)(repetitions * Share));
}

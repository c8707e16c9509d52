namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>One line, or a few, of the table of budgets.</summary>
internal interface IBudget
{
    /// <summary>For <c>--only</c>.</summary>
    string Name { get; }

    IAsyncEnumerable<Figure> MeasureAsync(Effort effort);
}

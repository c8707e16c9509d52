namespace CertCentral;

/// <summary>Where a page of a list stands in the whole list. <see cref="Limit"/> can be 0, so it must not be used to count.</summary>
public sealed class Page : WireObject
{
    /// <summary>The most rows that a page of a list can have.</summary>
    public const int Largest = 1000;

    public int? Total { get; init; }
    public int? Limit { get; init; }
    public int? Offset { get; init; }
}

namespace CertCentral;

/// <summary>Where a page of a list stands in the whole. <see cref="Limit"/> can be 0 and is no use for counting.</summary>
public sealed class Page : WireObject
{
    public int? Total { get; init; }
    public int? Limit { get; init; }
    public int? Offset { get; init; }
}

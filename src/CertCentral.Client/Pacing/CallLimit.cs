namespace CertCentral.Pacing;

/// <summary>At most <paramref name="Count"/> calls in any span of time of the length <paramref name="Window"/>.</summary>
/// <param name="Count">At least 1.</param>
/// <param name="Window">Longer than zero.</param>
public sealed record CallLimit(int Count, TimeSpan Window);

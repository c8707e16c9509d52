namespace CertCentral.Pacing;

/// <summary>At most so many requests in any span of this length.</summary>
public sealed record CallLimit(int Count, TimeSpan Window);

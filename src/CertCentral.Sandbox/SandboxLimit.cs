namespace CertCentral.Sandbox;

/// <summary>At most <paramref name="Count"/> calls of one key in any <paramref name="Window"/>.</summary>
public sealed record SandboxLimit(int Count, TimeSpan Window);

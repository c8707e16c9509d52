namespace CertCentral;

/// <summary>A call that waits before it is sent.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query below the base URI.</param>
/// <param name="Reason">Why it waits.</param>
/// <param name="Duration">The shortest time; calls that began to wait earlier may make it longer.</param>
/// <param name="Attempt">The attempt that waits; 1 for the first.</param>
public sealed record CallWait(string Method, string Path, WaitReason Reason, TimeSpan Duration, int Attempt);

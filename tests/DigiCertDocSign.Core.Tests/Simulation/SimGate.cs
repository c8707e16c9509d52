namespace DigiCertDocSign.Tests.Simulation;

/// <summary>A place where a process waits for the scheduler.</summary>
/// <param name="Process">Who waits.</param>
/// <param name="Name">Where, for the story of a failed seed.</param>
/// <param name="Source">Continues on the scheduler's thread.</param>
internal sealed record SimGate(SimProcess Process, string Name, TaskCompletionSource Source);

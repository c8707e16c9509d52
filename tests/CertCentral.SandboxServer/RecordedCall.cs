namespace CertCentral.SandboxServer;

/// <summary>One call as it came over the socket.</summary>
/// <param name="Method">Upper-case.</param>
/// <param name="PathAndQuery">Raw, with every escape as the client wrote it.</param>
/// <param name="Headers">Names are case-insensitive; several values are joined with a comma.</param>
/// <param name="Body">UTF-8 text; empty when there was none.</param>
public sealed record RecordedCall(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, string Body);

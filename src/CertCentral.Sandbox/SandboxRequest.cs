namespace CertCentral.Sandbox;

/// <summary>One approval request of an order.</summary>
/// <param name="Id">The id of the request.</param>
/// <param name="Type">new_request, reissue or revoke.</param>
/// <param name="Status">submitted, pending, approved or rejected.</param>
/// <param name="Date">When it was made.</param>
public sealed record SandboxRequest(long Id, string Type, string Status, DateTimeOffset Date);

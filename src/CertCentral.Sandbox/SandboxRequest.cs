namespace CertCentral.Sandbox;

/// <summary>One request of an order. Type: new_request, reissue or revoke; status: submitted, pending, approved or rejected.</summary>
public sealed record SandboxRequest(long Id, string Type, string Status, DateTimeOffset Date);

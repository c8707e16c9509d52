namespace CertCentral.Sandbox.State;

internal static class RequestType
{
    public const string NewRequest = "new_request";
    public const string Reissue = "reissue";
    public const string Revoke = "revoke";
}

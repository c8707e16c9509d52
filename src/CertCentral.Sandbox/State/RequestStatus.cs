namespace CertCentral.Sandbox.State;

internal static class RequestStatus
{
    public const string Submitted = "submitted";
    public const string Pending = "pending";
    public const string Approved = "approved";
    public const string Rejected = "rejected";

    public static bool IsKnown(string? value) => value is Submitted or Pending or Approved or Rejected;
}

namespace CertCentral.Sandbox.State;

internal static class OrderStatus
{
    public const string NeedsApproval = "needs_approval";
    public const string Pending = "pending";
    public const string NeedsCsr = "needs_csr";
    public const string WaitingPickup = "waiting_pickup";
    public const string Processing = "processing";
    public const string Issued = "issued";
    public const string ReissuePending = "reissue_pending";
    public const string Expired = "expired";
    public const string Revoked = "revoked";
    public const string Rejected = "rejected";
    public const string Canceled = "canceled";
}

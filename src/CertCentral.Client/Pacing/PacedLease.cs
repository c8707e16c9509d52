using System.Threading.RateLimiting;

namespace CertCentral.Pacing;

/// <summary>Leave to send, or none. There is nothing to give back: only time frees a place in a rolling window.</summary>
internal sealed class PacedLease : RateLimitLease
{
    private PacedLease(bool isAcquired) => IsAcquired = isAcquired;

    public static PacedLease Granted { get; } = new(isAcquired: true);

    public static PacedLease Refused { get; } = new(isAcquired: false);

    public override bool IsAcquired { get; }

    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }
}

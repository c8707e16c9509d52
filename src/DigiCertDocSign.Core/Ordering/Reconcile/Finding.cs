namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>What a look at the server says of an intent in doubt.</summary>
internal abstract record Finding
{
    /// <summary>This is its order.</summary>
    public sealed record Found(SigningOrder Order) : Finding;

    /// <summary>This order may be its own, and nothing that the server shows of it decides.</summary>
    public sealed record Likely(long OrderId) : Finding;

    /// <summary>The server shows no such order, now.</summary>
    public sealed record Missing : Finding
    {
        public static Missing Instance { get; } = new();
    }
}

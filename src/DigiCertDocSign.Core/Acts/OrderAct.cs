using DigiCertDocSign.Csr;

namespace DigiCertDocSign.Acts;

/// <summary>What is to be done to an order that stands, as the operator is asked to confirm it; and how it ended.</summary>
/// <param name="Kind">Reissue, revocation or cancellation.</param>
/// <param name="Order">As CertCentral showed it.</param>
public sealed record OrderAct(IntentKind Kind, SigningOrder Order)
{
    /// <summary>CertCentral has it: it was carried out, or waits for approval. There is nothing to send.</summary>
    public bool IsDone { get; init; }

    /// <summary>The request that waits for approval; null for none, and where it is not known which one is of this act.</summary>
    public long? RequestId { get; init; }

    /// <summary>What the journal could not note, for a warning; null when all is well.</summary>
    public string? Unnoted { get; init; }

    /// <summary>The order is as CertCentral shows it now: it was read since the act was sent, or nothing was sent.</summary>
    public bool IsSeen { get; init; }

    /// <summary>What the operator is to know before it is confirmed; null for nothing.</summary>
    public string? Doubt { get; init; }

    /// <summary>The reissue without a CSR that an earlier command has asked for, as the journal has it; null for none.</summary>
    public OrderIntent? Earlier { get; init; }

    /// <summary>The certificate that the operator confirms: it is named to CertCentral, or must still be there.</summary>
    internal long? CertificateId { get; init; }

    /// <summary>All certificates of the order are meant.</summary>
    internal bool IsWholeOrder { get; init; }

    /// <summary>Why a certificate is revoked, for the journal: an order and its requests need not show it.</summary>
    internal string? Reason { get; init; }

    /// <summary>Of a reissue.</summary>
    internal CsrInfo? Csr { get; init; }

    /// <summary>
    /// An earlier command has sent it, and CertCentral does not show that it was carried out: it is the same entry of the journal.
    /// </summary>
    internal OrderIntent? Again { get; init; }
}

/// <summary>How acts are written down and looked for.</summary>
public sealed class ActOptions
{
    /// <summary>So long after the call CertCentral may still carry out, or come to show, what it was asked for.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Nothing is to be written: the operator only asks what would be done.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Says how old a look at the order is.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

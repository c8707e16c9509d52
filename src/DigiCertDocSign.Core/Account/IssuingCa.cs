using CertCentral.Certificates;

namespace DigiCertDocSign;

/// <summary>A CA that may issue a certificate.</summary>
public sealed record IssuingCa
{
    /// <summary>What -CaCertId of an order takes.</summary>
    public required string CaCertId { get; init; }

    public string? Name { get; init; }

    /// <summary>The CAs above it, as DigiCert writes them.</summary>
    public string? Chain { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name is null ? CaCertId : $"{CaCertId} ({Name})";

    /// <summary>Those that have an id: without one, none can be asked for.</summary>
    internal static IssuingCa[] Of(IEnumerable<CaCertificate>? all) =>
    [
        .. (all ?? []).Where(one => !string.IsNullOrWhiteSpace(one.Id))
            .Select(one => new IssuingCa { CaCertId = one.Id!, Name = one.Name, Chain = one.ChainInfo }),
    ];
}

namespace CertCentral.Sandbox.State;

internal sealed class StoredCertificate
{
    public long Id { get; set; }

    /// <summary>Upper-case hex of even length.</summary>
    public string SerialNumber { get; set; } = "";

    /// <summary>SHA-1, upper-case hex.</summary>
    public string Thumbprint { get; set; } = "";
    public DateTimeOffset DateIssued { get; set; }

    /// <summary>UTC days, time zero.</summary>
    public DateTime ValidFrom { get; set; }
    public DateTime ValidTill { get; set; }
    public bool IsReissue { get; set; }
    public bool IsRevoked { get; set; }

    /// <summary>DER.</summary>
    public byte[] Encoded { get; set; } = [];
}

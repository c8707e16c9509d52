using Newtonsoft.Json;

namespace CertCentral.Sandbox.State;

internal sealed class StoredRequest
{
    public long Id { get; set; }

    /// <summary>new_request, reissue or revoke.</summary>
    public string Type { get; set; } = "";

    /// <summary>submitted, pending, approved or rejected.</summary>
    public string Status { get; set; } = "";
    public DateTimeOffset Date { get; set; }
    public string? Comments { get; set; }
    public DateTimeOffset? DateProcessed { get; set; }
    public long? ProcessorId { get; set; }
    public string? ProcessorComment { get; set; }

    /// <summary>Of a reissue: what the new certificate is made from.</summary>
    public string? Csr { get; set; }
    public string? SignatureHash { get; set; }

    /// <summary>Of the certificate that an approved reissue will bring.</summary>
    public long? CertificateId { get; set; }

    [JsonIgnore]
    public bool IsOpen => Status is RequestStatus.Submitted or RequestStatus.Pending;
}

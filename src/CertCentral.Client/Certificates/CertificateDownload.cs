namespace CertCentral.Certificates;

/// <summary>A certificate as the server sent it. The formats p7b and cer are PEM text too.</summary>
/// <param name="Content">The bytes, unchanged.</param>
/// <param name="MediaType">As the server named it, without parameters; empty when it named none.</param>
/// <param name="Format">The format that was asked for.</param>
public sealed record CertificateDownload(byte[] Content, string MediaType, string Format);

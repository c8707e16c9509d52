using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Keys;

/// <summary>
/// A key beside which its certificate has a place, so that a program which finds the one finds the other: a file, a token,
/// the certificate store of Windows. A key that the caller holds is none.
/// </summary>
public interface ICertificateHolder : ISigningKey
{
    /// <summary>
    /// Puts the certificate next to the key; durable when this returns. The same certificate a second time changes nothing, and
    /// no key is touched. Whether the certificate is the key's own is for the caller to find out.
    /// </summary>
    /// <param name="certificate">The person's certificate; how much of its chain comes along depends on the store.</param>
    /// <param name="replace">Another certificate in that place gives way.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocSigningException">CertificateFileExists, CertificateFileNotWritten, CertificateExists, and what the store refuses.</exception>
    Task<CertificatePlace> InstallAsync(IssuedCertificate certificate, bool replace, CancellationToken cancellationToken);
}

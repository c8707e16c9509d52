using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Certificates;

/// <summary>Puts certificates beside their keys, after a check that they belong together.</summary>
public static class CertificateInstaller
{
    // An expired or incomplete certificate is installed, with a note: the user may have a reason. Test-DocSigningCertificate compares the
    // names.
    private static readonly string[] WorthANote = ["Validity", "Chain", "Serial"];

    /// <summary>Puts the certificate beside the key.</summary>
    /// <param name="certificate">What is installed.</param>
    /// <param name="expectation">What the order says of it; empty where no order is known.</param>
    /// <param name="key">The private key. Only it is compared: a CSR does not prove that this key is the right one.</param>
    /// <param name="now">The moment for which the validity is judged.</param>
    /// <param name="force">
    /// True to install even the certificate of another key, and to replace another certificate in the place; the notes say so.
    /// </param>
    /// <param name="mismatch">
    /// Why the certificate is of another key, and what to do about it, where the caller knows; null: as the comparison says it.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocSigningException">
    /// CertificateKeyMismatch; CertificateKeyMissing for a key that has no place; and what <see cref="ICertificateHolder.InstallAsync"/>
    /// throws.
    /// </exception>
    public static async Task<CertificatePlace> InstallAsync(
        IssuedCertificate certificate,
        CertificateExpectation expectation,
        ISigningKey key,
        PresentMoment now,
        bool force,
        string? mismatch,
        CancellationToken cancellationToken)
    {
        ICertificateHolder holder = key.CertificateHolder ?? throw CertificateFaults.KeyWithoutPlace();
        IReadOnlyList<CertificateCheck> checks = CertificateProof.Check(
            certificate,
            expectation with { Csr = null, SubjectPublicKeyInfo = key.GetSubjectPublicKeyInfo(), KeyReference = key.Reference },
            now);
        CertificateCheck keyCheck = checks.Single(check => check.Check == "Key");
        if (!keyCheck.Passed && !force)
        {
            throw CertificateFaults.InstallOfAnotherKey(mismatch ?? keyCheck.Detail);
        }

        CertificatePlace place = await holder.InstallAsync(certificate, force, cancellationToken).ConfigureAwait(false);
        return place with
        {
            Notes =
            [
                .. keyCheck.Passed ? Array.Empty<string>() : [$"{mismatch ?? keyCheck.Detail} -Force installs it all the same."],
                .. checks.Where(check => !check.Passed && WorthANote.Contains(check.Check)).Select(check => check.Detail),
                .. place.Notes,
            ],
        };
    }
}

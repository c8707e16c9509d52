using System.Security;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Utilities;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace DigiCertDocSign.Certificates;

/// <summary>
/// Holds an earlier PFX against the one that would be written. Its bytes cannot tell: salts and initialization vectors are new each time.
/// </summary>
internal static class PfxComparison
{
    /// <summary>What the file lacks, as the end of a sentence that begins with the file; null when it holds the same under the same password.</summary>
    public static string? Difference(EarlierFile earlier, IssuedCertificate certificate, IExportableKey key, SecureString password)
    {
        try
        {
            var safes = PfxSafes.Open(earlier.Content, earlier.Path, password);
            SafeBag[] bags = [.. safes.OpenBags(), .. safes.EncryptedBags()];
            SafeBag[] keys = [.. bags.Where(PfxKey.IsKey)];
            if (!safes.IsSealed || keys is not [{ } shrouded] || !shrouded.BagID.Equals(PkcsObjectIdentifiers.Pkcs8ShroudedKeyBag))
            {
                return "is a PFX of another make";
            }

            byte[][] found = [.. bags.Where(bag => bag.BagID.Equals(PkcsObjectIdentifiers.CertBag)).Select(CertificateIn)];
            if (!IsSame(found, certificate.All))
            {
                return found.Any(certificate.Leaf.GetEncoded().SequenceEqual) ? "holds the certificate with another chain" : "holds another certificate";
            }

            using PlatformSigningKey there = PfxKey.Shrouded(shrouded, earlier.Path, password);
            return IsSame(there, key) ? null : "holds another private key";
        }
        catch (DocSigningException problem) when (problem.Kind == FaultKind.KeyPasswordWrong)
        {
            return "is not opened by the Password given";
        }
        catch (Exception problem) when (problem is FormatException or DocSigningException)
        {
            return "is no PFX that can be read";
        }
    }

    private static byte[] CertificateIn(SafeBag bag) => Der.Read(() =>
        Asn1OctetString.GetInstance(CertBag.GetInstance(bag.BagValueEncodable).CertValueEncodable).GetOctets());

    private static bool IsSame(byte[][] found, IReadOnlyList<X509Certificate> wanted) =>
        found.Length == wanted.Count && wanted.All(member => found.Any(member.GetEncoded().SequenceEqual));

    private static bool IsSame(PlatformSigningKey there, IExportableKey wanted)
    {
        byte[] found = there.ExportPkcs8(), key = wanted.ExportPkcs8();
        try
        {
            return Arrays.FixedTimeEquals(found, key);
        }
        finally
        {
            Array.Clear(found, 0, found.Length);
            Array.Clear(key, 0, key.Length);
        }
    }
}

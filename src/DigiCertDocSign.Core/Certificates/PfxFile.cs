using System.Security;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Utilities;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace DigiCertDocSign.Certificates;

/// <summary>
/// Makes PFX files (PKCS#12, RFC 7292) of a key with its certificates, and compares them. This class builds them from their parts: the
/// library's own writer fixes the checksum at SHA-1 and the rounds at 1,024, and .NET Framework cannot write one with AES at all.
/// </summary>
internal static class PfxFile
{
    // .NET's loader refuses more than 300,000 rounds per derivation and 1,000,000 in all by default; a reader derives three times.
    private const int Iterations = 250_000;
    private const int SaltLength = 16; // bytes

    /// <summary>The PFX: certificates and key encrypted with AES-256 under the password, with a checksum by HMAC-SHA256.</summary>
    public static byte[] Write(IssuedCertificate certificate, IExportableKey key, SecureString password)
    {
        using var cipher = new PasswordCipher(password, Iterations);
        byte[] contents = new DerSequence(CertificateSafe(certificate, cipher), KeySafe(certificate, key, cipher)).GetDerEncoded();
        return new Pfx(Plain(contents), Mac(contents, password)).GetDerEncoded();
    }

    private static ContentInfo CertificateSafe(IssuedCertificate certificate, PasswordCipher cipher)
    {
        Asn1Encodable[] bags = [.. certificate.All.Select(member => (Asn1Encodable)new SafeBag(
            PkcsObjectIdentifiers.CertBag,
            new CertBag(PkcsObjectIdentifiers.X509Certificate, new DerOctetString(member.GetEncoded())),
            member.Equals(certificate.Leaf) ? Attributes(certificate) : FriendlyName(NameOf(member))))];
        (AlgorithmIdentifier? algorithm, byte[]? encrypted) = cipher.Encrypt(new DerSequence(bags).GetDerEncoded());
        return new ContentInfo(
            PkcsObjectIdentifiers.EncryptedData,
            new EncryptedData(PkcsObjectIdentifiers.Data, algorithm, new DerOctetString(encrypted)));
    }

    private static ContentInfo KeySafe(IssuedCertificate certificate, IExportableKey key, PasswordCipher cipher)
    {
        byte[] plain = key.ExportPkcs8();
        try
        {
            (AlgorithmIdentifier? algorithm, byte[]? encrypted) = cipher.Encrypt(plain);
            var bag = new SafeBag(
                PkcsObjectIdentifiers.Pkcs8ShroudedKeyBag,
                new EncryptedPrivateKeyInfo(algorithm, encrypted),
                Attributes(certificate));
            return Plain(new DerSequence(bag).GetDerEncoded());
        }
        finally
        {
            Array.Clear(plain, 0, plain.Length);
        }
    }

    private static ContentInfo Plain(byte[] content) => new(PkcsObjectIdentifiers.Data, new DerOctetString(content));

    // The local key id joins key and certificate. Without it, Windows imports a certificate that cannot sign.
    private static DerSet Attributes(IssuedCertificate certificate) => new(
        FriendlyName(NameOf(certificate.Leaf))[0],
        new AttributePkcs(
            PkcsObjectIdentifiers.Pkcs9AtLocalKeyID,
            new DerSet(new DerOctetString(Hex.ToBytes(certificate.Thumbprint)))));

    private static DerSet FriendlyName(string name) =>
        new(new AttributePkcs(PkcsObjectIdentifiers.Pkcs9AtFriendlyName, new DerSet(new DerBmpString(name))));

    private static string NameOf(X509Certificate certificate) =>
        certificate.SubjectDN.GetValueList(X509Name.CN).FirstOrDefault() ?? certificate.SubjectDN.ToString();

    private static MacData Mac(byte[] contents, SecureString password)
    {
        byte[] salt = RandomBytes.New(SaltLength);
        byte[] mac = PfxSafes.Mac(new Sha256Digest(), contents, salt, Iterations, password);
        var digest = new AlgorithmIdentifier(NistObjectIdentifiers.IdSha256, DerNull.Instance);
        return new MacData(new DigestInfo(digest, mac), salt, Iterations);
    }

    /// <summary>
    /// How an earlier file differs from the PFX that would be written, as the end of a sentence that begins with the file; null when it
    /// holds the same under the same password. The bytes cannot tell: salts and initialization vectors are new each time.
    /// </summary>
    public static string? Difference(EarlierFile earlier, IssuedCertificate certificate, IExportableKey key, SecureString password)
    {
        try
        {
            var safes = PfxSafes.Open(earlier.Content, password);
            SafeBag[] bags = [.. safes.OpenBags(), .. safes.EncryptedBags()];
            SafeBag[] keys = [.. bags.Where(PfxKey.IsKey)];
            if (!safes.IsSealed || keys is not [{ } shrouded] || !shrouded.BagID.Equals(PkcsObjectIdentifiers.Pkcs8ShroudedKeyBag))
            {
                return "is a PFX of another make";
            }

            byte[][] found = [.. bags.Where(bag => bag.BagID.Equals(PkcsObjectIdentifiers.CertBag)).Select(CertificateIn)];
            if (!IsSame(found, certificate.All))
            {
                return found.Any(certificate.Leaf.GetEncoded().SequenceEqual)
                    ? "holds the certificate with another chain"
                    : "holds another certificate";
            }

            using FileSigningKey there = PfxKey.Shrouded(shrouded, earlier.Path, password);
            return IsSame(there, key) ? null : "holds another private key";
        }
        catch (Exception problem) when (problem is CryptoException or DocSigningException { Kind: FaultKind.KeyPasswordWrong })
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

    private static bool IsSame(FileSigningKey there, IExportableKey wanted)
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

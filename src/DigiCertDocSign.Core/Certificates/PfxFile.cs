using System.Security;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Oiw;
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

    /// <summary>The PFX: certificates and key encrypted under the password, with a checksum.</summary>
    public static byte[] Write(
        IssuedCertificate certificate, IExportableKey key, SecureString password, CryptoAlgorithmOption encryption)
    {
        bool isOld = encryption == CryptoAlgorithmOption.TripleDES_SHA1;
        using IContentCipher cipher = isOld ? new TripleDesCipher(password, Iterations) : new PasswordCipher(password, Iterations);
        byte[] contents = new DerSequence(CertificateSafe(certificate, cipher), KeySafe(certificate, key, cipher)).GetDerEncoded();
        MacData mac = isOld
            ? Mac(contents, password, new Sha1Digest(), OiwObjectIdentifiers.IdSha1)
            : Mac(contents, password, new Sha256Digest(), NistObjectIdentifiers.IdSha256);
        return new Pfx(Plain(contents), mac).GetDerEncoded();
    }

    private static ContentInfo CertificateSafe(IssuedCertificate certificate, IContentCipher cipher)
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

    private static ContentInfo KeySafe(IssuedCertificate certificate, IExportableKey key, IContentCipher cipher)
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

    private static MacData Mac(byte[] contents, SecureString password, IDigest digest, DerObjectIdentifier name)
    {
        byte[] salt = RandomBytes.New(SaltLength);
        byte[] mac = PfxSafes.Mac(digest, contents, salt, Iterations, password);
        return new MacData(new DigestInfo(new AlgorithmIdentifier(name, DerNull.Instance), mac), salt, Iterations);
    }

    /// <summary>
    /// How an earlier file differs from the PFX that would be written, as the end of a sentence that begins with the file; null when it
    /// holds the same under the same password. The bytes cannot tell: salts and initialization vectors are new each time.
    /// </summary>
    /// <param name="earlier">The file.</param>
    /// <param name="certificate">That would be written.</param>
    /// <param name="key">That would be written.</param>
    /// <param name="password">That would be given.</param>
    /// <param name="wanted">The encryption that the operator named; null where any will do.</param>
    public static string? Difference(
        EarlierFile earlier, IssuedCertificate certificate, IExportableKey key, SecureString password, CryptoAlgorithmOption? wanted)
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

            if (wanted is { } encryption && !IsEncryptedWith(shrouded, encryption))
            {
                return $"is not encrypted with {encryption}";
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

    private static bool IsEncryptedWith(SafeBag shrouded, CryptoAlgorithmOption encryption) => Der.Read(() =>
    {
        AlgorithmIdentifier algorithm = EncryptedPrivateKeyInfo.GetInstance(shrouded.BagValueEncodable).EncryptionAlgorithm;
        if (encryption == CryptoAlgorithmOption.TripleDES_SHA1)
        {
            return algorithm.Algorithm.Equals(PkcsObjectIdentifiers.PbeWithShaAnd3KeyTripleDesCbc);
        }

        // PBES2 is a frame for any cipher, and for any hash of the key derivation.
        if (!algorithm.Algorithm.Equals(PkcsObjectIdentifiers.IdPbeS2))
        {
            return false;
        }

        var frame = PbeS2Parameters.GetInstance(algorithm.Parameters);
        return frame.EncryptionScheme.Algorithm.Equals(NistObjectIdentifiers.IdAes256Cbc)
            && Pbkdf2Params.GetInstance(frame.KeyDerivationFunc.Parameters).Prf.Algorithm.Equals(PkcsObjectIdentifiers.IdHmacWithSha256);
    });

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

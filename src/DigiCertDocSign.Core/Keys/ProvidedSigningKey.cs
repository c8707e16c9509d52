using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Keys;

/// <summary>A key object of the caller's: asked for its public part and for signatures, nothing else.</summary>
internal sealed class ProvidedSigningKey : ISigningKey
{
    private const string Field = "Key";
    private readonly AsymmetricAlgorithm _key;
    private readonly byte[] _subjectPublicKeyInfo;

    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    public ProvidedSigningKey(AsymmetricAlgorithm key)
    {
        _key = key;
        try
        {
            _subjectPublicKeyInfo = Encode(key);
            Algorithm = PublicKeys.Recognize(Der.Read(() => SubjectPublicKeyInfo.GetInstance(_subjectPublicKeyInfo)), Field).Algorithm;
        }
        catch (Exception problem) when (IsRefusal(problem))
        {
            throw new DocSigningException(
                FaultKind.KeyUnsupported,
                Field,
                $"{Field} does not say its public part: {Sentence(problem)} Give an RSA or ECDsa object of {KeyAlgorithmFacts.Supported}.",
                problem);
        }
    }

    public KeyAlgorithm Algorithm { get; }

    public string? Reference => null;

    public byte[] GetSubjectPublicKeyInfo() => [.. _subjectPublicKeyInfo];

    public byte[] Sign(byte[] data, SignatureHash hash)
    {
        try
        {
            return _key is RSA rsa
                ? rsa.SignData(data, KeyAlgorithmFacts.HashName(hash), RSASignaturePadding.Pkcs1)
                : EcdsaSignature.ToDer(((ECDsa)_key).SignData(data, KeyAlgorithmFacts.HashName(hash)));
        }
        catch (Exception problem) when (IsRefusal(problem))
        {
            throw new DocSigningException(
                FaultKind.KeyUnsupported,
                Field,
                $"{Field} does not sign: {Sentence(problem)} Give an object that holds the private key, or reaches it and is allowed to sign.",
                problem);
        }
    }

    /// <summary>The object stays the caller's.</summary>
    public void Dispose()
    {
    }

    // Behind the object may be a client of a vault, which throws what its author chose: refused requests, expired log-ins, time-outs.
    private static bool IsRefusal(Exception problem) => problem is not (DocSigningException or OutOfMemoryException);

    // Clients of vaults write headers and bodies of answers below the first line.
    private static string Sentence(Exception problem) =>
        problem.Message.Split('\n').Select(line => line.Trim().TrimEnd('.')).FirstOrDefault(line => line.Length > 0) is { } line ? line + "." : problem.GetType().Name + ".";

    private static byte[] Encode(AsymmetricAlgorithm key)
    {
        if (key is RSA rsa)
        {
            return PublicKeys.Encode(rsa.ExportParameters(false));
        }

        if (key is not ECDsa ecdsa)
        {
            throw PublicKeys.Unsupported(key.GetType().Name, Field);
        }

        ECParameters parameters = ecdsa.ExportParameters(false);
        return parameters.Curve.IsNamed && ecdsa.KeySize is 256 or 384
            ? PublicKeys.Encode(parameters, KeyAlgorithmFacts.Of(ecdsa.KeySize == 256 ? KeyAlgorithm.P256 : KeyAlgorithm.P384))
            : throw PublicKeys.Unsupported($"elliptic curve of {ecdsa.KeySize} bits", Field);
    }
}

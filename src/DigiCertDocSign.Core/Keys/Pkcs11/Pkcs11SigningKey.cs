using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.HighLevelAPI;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>A private key that never leaves its token: only hashes go in, and signatures come out.</summary>
internal sealed class Pkcs11SigningKey : INotedKey, ICertificateHolder
{
    private readonly Pkcs11Sessions _sessions;
    private readonly Pkcs11KeyPair _pair;
    private readonly Pkcs11Uri _uri;

    /// <param name="sessions">Of the token.</param>
    /// <param name="pair">The key.</param>
    /// <param name="notes">What was out of the ordinary when the key was made or found.</param>
    public Pkcs11SigningKey(Pkcs11Sessions sessions, Pkcs11KeyPair pair, IReadOnlyList<string>? notes = null)
    {
        (_sessions, _pair) = (sessions, pair);
        Notes = notes ?? [];
        _uri = sessions.Token.Uri with { Object = pair.Label.Length > 0 ? pair.Label : null, Id = pair.Id.Length > 0 ? pair.Id : null };
    }

    public KeyAlgorithm Algorithm => _pair.Facts.Algorithm;

    public string Reference => _uri.ToString();

    public IReadOnlyList<string> Notes { get; }

    public byte[] GetSubjectPublicKeyInfo() => [.. _pair.SubjectPublicKeyInfo];

    public byte[] Sign(byte[] data, SignatureHash hash) => _sessions.Run(
        session =>
        {
            byte[] digest = HashValue.Of(data, hash);
            IMechanism mechanism = session.Factories.MechanismFactory.Create(Pkcs11KeyPair.Signer(_pair.Facts));
            IObjectHandle key = _pair.Handle is { } handle ? session.Factories.ObjectHandleFactory.Create(handle) : Pkcs11KeySearch.FindPrivate(session, _sessions.Token, _uri);
            if (_pair.Facts.IsRsa)
            {
                // CKM_RSA_PKCS pads what it is given; the DigestInfo around the hash (RFC 8017 section 9.2) is ours to make.
                var identifier = new AlgorithmIdentifier(KeyAlgorithmFacts.HashIdentifier(hash), DerNull.Instance);
                return SignRaw(session, mechanism, key, new DigestInfo(identifier, new DerOctetString(digest)).GetDerEncoded());
            }

            // ECDSA uses the leftmost bits, as many as the curve has (FIPS 186-5 section 6.4.1); some tokens refuse more.
            return EcdsaSignature.ToDer(SignRaw(session, mechanism, key, [.. digest.Take(_pair.Facts.Bits / 8)]));
        },
        login: true);

    public async Task<CertificatePlace> InstallAsync(IssuedCertificate certificate, bool replace, CancellationToken cancellationToken)
    {
        if (_pair.Id.Length == 0)
        {
            throw new DocSigningException(
                FaultKind.KeyAmbiguous,
                "KeyReference",
                $"The key '{_pair.Label}' has no CKA_ID, by which programs join a key and its certificate. Give it one with the vendor's tool.");
        }

        string location = _uri.ToCertificateString();
        if (!replace && await _sessions.RunAsync(session => Pkcs11Certificate.IsThere(session, _pair, certificate), login: false, cancellationToken).ConfigureAwait(false))
        {
            return new CertificatePlace(location, AlreadyThere: true);
        }

        var (alreadyThere, notes) = await _sessions.RunAsync(
            session =>
            {
                // Seen without a login, the key may be a public part that has no private one here.
                _ = Pkcs11KeySearch.FindPrivate(session, _sessions.Token, _uri);
                return Pkcs11Certificate.Put(session, _pair, certificate, replace, _sessions.Token.Name);
            },
            login: true,
            cancellationToken).ConfigureAwait(false);
        return new CertificatePlace(location, alreadyThere) { Notes = notes };
    }

    /// <summary>Nothing to let go: the sessions belong to the key's store.</summary>
    public void Dispose()
    {
    }

    private byte[] SignRaw(ISession session, IMechanism mechanism, IObjectHandle key, byte[] input) =>
        !_pair.AlwaysAuthenticate ? session.Sign(mechanism, key, input)
        : _sessions.Pin is { } pin ? SecretText.UseUtf8(pin, bytes => session.Sign(mechanism, key, bytes, input))
        : session.Sign(mechanism, key, (byte[])null!, input);
}

using CertCentral;
using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>A private key that never leaves its token: only hashes go in, and signatures come out.</summary>
internal sealed class Pkcs11SigningKey : ICertificateHolder
{
    private readonly Pkcs11Sessions _sessions;
    private readonly Pkcs11KeyPair _pair;
    private readonly Pkcs11Uri _uri;

    /// <param name="sessions">Of the token.</param>
    /// <param name="pair">The key.</param>
    /// <param name="notes">What was unusual when the key was made or found.</param>
    public Pkcs11SigningKey(Pkcs11Sessions sessions, Pkcs11KeyPair pair, IReadOnlyList<string>? notes = null)
    {
        (_sessions, _pair) = (sessions, pair);
        Notes = notes ?? [];
        _uri = sessions.Token.Uri with { Object = pair.Label.Length > 0 ? pair.Label : null, Id = pair.Id.Length > 0 ? pair.Id : null };
    }

    public KeyAlgorithm Algorithm => _pair.Facts.Algorithm;

    public string Reference => _uri.ToString();

    public string? KeyPath => null;

    public IReadOnlyList<string> Notes { get; }

    public bool IsInProcess => false;

    public IExportableKey? Exportable => null;

    public ICertificateHolder CertificateHolder => this;

    public byte[] GetSubjectPublicKeyInfo() => [.. _pair.SubjectPublicKeyInfo];

    public byte[] Sign(byte[] data, SignatureHash hash) => _sessions.Run(
        session =>
        {
            byte[] digest = Digest.Of(data, hash);
            using IMechanism mechanism = session.Factories.MechanismFactory.Create(Pkcs11KeyPair.Signer(_pair.Facts));
            IObjectHandle key = _pair.Handle is { } handle
                ? session.Factories.ObjectHandleFactory.Create(handle)
                : Pkcs11KeySearch.FindPrivate(session, _sessions.Token, _uri);
            if (_pair.Facts.IsRsa)
            {
                // CKM_RSA_PKCS only pads what it is given: the caller makes the DigestInfo around the hash (RFC 8017 section 9.2).
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
            throw Pkcs11Faults.KeyWithoutId(_pair.Label);
        }

        string location = _uri.ToCertificateString();
        if (!replace
            && await _sessions.RunAsync(
                session => Pkcs11Certificate.IsThere(session, _pair, certificate),
                login: false,
                cancellationToken).ConfigureAwait(false))
        {
            return new CertificatePlace(location, AlreadyThere: true);
        }

        (bool alreadyThere, IReadOnlyList<string>? notes) = await _sessions.RunAsync(
            session =>
            {
                // A key that was found without a login may be a public part whose private part is not on this token.
                _ = Pkcs11KeySearch.FindPrivate(session, _sessions.Token, _uri);
                return Pkcs11Certificate.Put(session, _pair, certificate, replace, _sessions.Token.Name);
            },
            login: true,
            cancellationToken).ConfigureAwait(false);
        return new CertificatePlace(location, alreadyThere) { Notes = notes };
    }

    /// <summary>Does nothing: the key's store closes the sessions.</summary>
    public void Dispose()
    {
    }

    private byte[] SignRaw(ISession session, IMechanism mechanism, IObjectHandle key, byte[] input) =>
        !_pair.AlwaysAuthenticate ? session.Sign(mechanism, key, input)
        : _sessions.Pin is { } pin ? SecretText.UseUtf8(pin, bytes => session.Sign(mechanism, key, bytes, input))
        : session.Sign(mechanism, key, (byte[])null!, input);
}

/// <summary>
/// The certificate beside a key on a token: an object of class CKO_CERTIFICATE with the key's CKA_ID, by which programs join the two
/// (section 4.6 of the standard).
/// </summary>
internal static class Pkcs11Certificate
{
    /// <summary>True when this very certificate lies beside the key. A token shows certificates without a login.</summary>
    public static bool IsThere(ISession session, Pkcs11KeyPair key, IssuedCertificate certificate) =>
        Beside(session, key, certificate).Same.Count > 0;

    /// <summary>
    /// Puts the certificate there, and then removes the other ones with the key's CKA_ID, so that at no time there is none. Many programs
    /// take the first certificate that they find for a key, so no other one may stay beside the new one.
    /// </summary>
    /// <returns>Whether it was there before, and notes on what was replaced.</returns>
    /// <exception cref="DocSigningException">CertificateExists.</exception>
    public static (bool AlreadyThere, IReadOnlyList<string> Notes) Put(
        ISession session, Pkcs11KeyPair key, IssuedCertificate certificate, bool replace, string token)
    {
        (IReadOnlyList<IObjectHandle>? same, IReadOnlyList<IObjectHandle>? others) = Beside(session, key, certificate);
        string[] names = [.. others.Select(other => Describe(session, other))];
        if (others.Count > 0 && same.Count == 0 && !replace)
        {
            throw Pkcs11Faults.CertificateExists(token, key.Label, names);
        }

        if (same.Count == 0)
        {
            using Pkcs11Template template = Template(session.Factories.ObjectAttributeFactory, key, certificate.Leaf);
            session.CreateObject(template.Attributes);
        }

        return (same.Count > 0, replace ? [.. others.Select((other, index) => Remove(session, other, names[index]))] : []);
    }

    private static (IReadOnlyList<IObjectHandle> Same, IReadOnlyList<IObjectHandle> Others) Beside(
        ISession session, Pkcs11KeyPair key, IssuedCertificate certificate)
    {
        byte[] value = certificate.Leaf.GetEncoded();
        ILookup<bool, IObjectHandle> found = Pkcs11Object.Find(session, CKO.CKO_CERTIFICATE, null, key.Id)
            .ToLookup(handle => Pkcs11Object.Bytes(session, handle, CKA.CKA_VALUE) is { } bytes && bytes.SequenceEqual(value));
        return ([.. found[true]], [.. found[false]]);
    }

    // The label is the key's, for people. The other parts of the certificate stand here byte for byte as the CA encoded them.
    private static Pkcs11Template Template(IObjectAttributeFactory attributes, Pkcs11KeyPair key, X509Certificate certificate) => new(
        attributes.Create(CKA.CKA_CLASS, CKO.CKO_CERTIFICATE),
        attributes.Create(CKA.CKA_CERTIFICATE_TYPE, CKC.CKC_X_509),
        attributes.Create(CKA.CKA_TOKEN, true),
        attributes.Create(CKA.CKA_PRIVATE, false),
        attributes.Create(CKA.CKA_LABEL, key.Label),
        attributes.Create(CKA.CKA_ID, Hex.ToBytes(key.Id)),
        attributes.Create(CKA.CKA_SUBJECT, certificate.SubjectDN.GetDerEncoded()),
        attributes.Create(CKA.CKA_ISSUER, certificate.IssuerDN.GetDerEncoded()),
        attributes.Create(CKA.CKA_SERIAL_NUMBER, certificate.CertificateStructure.SerialNumber.GetDerEncoded()),
        attributes.Create(CKA.CKA_VALUE, certificate.GetEncoded()));

    private static string Remove(ISession session, IObjectHandle other, string name)
    {
        try
        {
            session.DestroyObject(other);
            return $"The new certificate took the place of {name}.";
        }
        catch (Pkcs11Exception problem)
        {
            // The new one is there, as the user wanted; a note says that the old one stays.
            return $"The token does not remove {name} ({problem.RV}). It stays beside the new one; remove it with the vendor's tool.";
        }
    }

    private static string Describe(ISession session, IObjectHandle handle)
    {
        try
        {
            var there = IssuedCertificate.Parse(Pkcs11Object.Bytes(session, handle, CKA.CKA_VALUE) ?? []);
            return $"the certificate {there.SerialNumber} of {there.CommonName ?? there.Subject}";
        }
        catch (DocSigningException)
        {
            return $"an object '{Pkcs11Object.Text(session, handle, CKA.CKA_LABEL)}' that is no X.509 certificate";
        }
    }
}

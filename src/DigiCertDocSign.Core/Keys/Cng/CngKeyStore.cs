using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using CertCentral;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Text;
using DigiCertDocSign.Work;
using Microsoft.Win32.SafeHandles;
#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif

namespace DigiCertDocSign.Keys.Cng;

/// <summary>
/// Keys in a key storage provider of Windows (CNG): smart cards, the TPM, providers of vendors. They are made for signing only and cannot
/// be exported. Where nobody sits at a desktop, the provider may not show a window: it then fails and says that it needs a PIN.
/// </summary>
#if !NETFRAMEWORK
[SupportedOSPlatform("windows")]
#endif
public sealed class CngKeyStore : IKeyStore
{
    private const string InUse = "with its certificate";
    private const string PinProperty = "SmartCardPin"; // NCRYPT_PIN_PROPERTY

    private readonly string _provider;
    private readonly string? _keyName;
    private readonly SecureString? _pin;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="provider">The provider's name, one of <see cref="CngProviders.Installed"/>.</param>
    /// <param name="keyName">The name of the one key; null to name each key after its person's e-mail address.</param>
    /// <param name="pin">Of a smart card; null to let the provider ask in a window, where there is a desktop. Copied.</param>
    /// <param name="time">For the name of a key that stands beside an earlier one.</param>
    /// <exception cref="DocSigningException">KeyProviderUnusable when this machine has no such provider.</exception>
    public CngKeyStore(string provider, string? keyName, SecureString? pin, TimeProvider? time = null)
    {
        string[] there = [.. Guarded($"'{provider}'", CngProviders.Installed)];
        _provider = there.FirstOrDefault(name => string.Equals(name, provider, StringComparison.OrdinalIgnoreCase))
            ?? throw CngFaults.NoProvider(provider, there);
        _keyName = keyName;
        _pin = pin?.Copy();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>One: a card or a TPM does one thing after the other.</summary>
    public int MaxConcurrency => 1;

    /// <inheritdoc/>
    public KeyAlgorithm? GivenAlgorithm => null;

    private static bool IsSilent => !Environment.UserInteractive;

    /// <inheritdoc/>
    public string GetReference(string name) => new CngKeyReference(_provider, NameOf(name)).ToString();

    /// <inheritdoc/>
    public Task<ISigningKey?> TakeUpAsync(
        string name, KeyAlgorithm algorithm, KeyHints hints, CancellationToken cancellationToken) => Task.Run<ISigningKey?>(
        () =>
        {
            var reference = new CngKeyReference(_provider, NameOf(name));
            if (_used.ContainsKey(reference.Key)
                || !Guarded(reference, () => CngKey.Exists(reference.Key, new CngProvider(_provider), OpenOptions)))
            {
                return null;
            }

            bool isCertified = Guarded(reference, () => CngCertificateStore.HasFor(reference));
            CngSigningKey key = Open(reference, _pin, [$"The key {reference} was there already. It was taken up, and no other was made."]);
            string? why = key.Algorithm != algorithm ? $"of another kind ({KeyAlgorithmFacts.Of(key.Algorithm).DisplayName})"
                : key.IsExportable ? "that can be exported"

                // A key whose CSR is still there is given again with it.
                : IsInUse(key, isCertified, hints) ? InUse
                : _used.TryAdd(reference.Key, true) ? null
                : "that this run uses for another CSR";
            if (why is null)
            {
                return key;
            }

            key.Dispose();
            return hints.Ordered is not null && why == InUse ? null : throw CngFaults.Taken(reference, why);
        },
        cancellationToken);

    private static bool IsInUse(CngSigningKey key, bool isCertified, KeyHints hints)
    {
        string publicKey = PublicKeys.Sha256Of(key.GetSubjectPublicKeyInfo());
        return hints.Ordered?.Contains(publicKey) == true || (isCertified && publicKey != hints.PublicKeySha256);
    }

    /// <inheritdoc/>
    /// <exception cref="DocSigningException">
    /// KeyNotProtected, KeyAlgorithmUnavailable, TokenFull and whatever else the provider refuses.
    /// </exception>
    public Task<ISigningKey> CreateKeyAsync(
        string name, KeyAlgorithm algorithm, CancellationToken cancellationToken) => Task.Run<ISigningKey>(
        () =>
        {
            var facts = KeyAlgorithmFacts.Of(algorithm);
            var reference = new CngKeyReference(_provider, NameOf(name));
            if (!_used.TryAdd(reference.Key, true))
            {
                throw CngFaults.UsedBefore(reference);
            }

            List<string> notes = [];
            if (Guarded(reference, () => CngKey.Exists(reference.Key, new CngProvider(_provider), OpenOptions)))
            {
                notes.Add($"The provider held a key {reference.Key} before. It stays there, beside the new one.");
                reference = reference with
                {
                    Key = $"{reference.Key}.{_time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}",
                };
            }

            Guarded(reference, () => Make(reference, facts));
            CngSigningKey key = Open(reference, _pin, notes);
            if (key.IsExportable)
            {
                key.Dispose();
                throw CngFaults.MadeExportable(reference);
            }

            return key;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
        Uninterruptible.RunAsync(
            () => CngStoreChecks.Check(_provider, KeyAlgorithmFacts.Of(algorithm), _pin is { Length: > 0 }, IsSilent),
            cancellationToken);

    public void Dispose() => _pin?.Dispose();

    /// <summary>Opens the key of a reference.</summary>
    /// <exception cref="DocSigningException">KeyNotFound, KeyUnsupported, TokenPinWrong and whatever else the provider refuses.</exception>
    internal static CngSigningKey Open(
        CngKeyReference reference, SecureString? pin, IReadOnlyList<string>? notes = null) => Guarded(reference, () =>
    {
        var key = CngKey.Open(reference.Key, new CngProvider(reference.Provider), OpenOptions);
        try
        {
            if (pin is { Length: > 0 })
            {
                // CngKey.SetProperty would keep a copy of the PIN.
                using SafeNCryptKeyHandle handle = key.Handle;
                UsePin(pin, value => NCrypt.SetProperty(handle, PinProperty, value));
            }

            return new CngSigningKey(key, reference, IsSilent, notes ?? []);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    });

    private static CngKeyOpenOptions OpenOptions => IsSilent ? CngKeyOpenOptions.Silent : CngKeyOpenOptions.None;

    private bool Make(CngKeyReference reference, KeyAlgorithmFacts facts)
    {
        void Create(IReadOnlyList<(string, byte[])> properties) =>
            NCrypt.CreateKey(_provider, NCrypt.AlgorithmOf(facts), reference.Key, properties, IsSilent);
        List<(string, byte[])> properties =
        [
            ("Export Policy", BitConverter.GetBytes((int)CngExportPolicies.None)),
            ("Key Usage", BitConverter.GetBytes((int)CngKeyUsages.Signing)),
        ];
        if (facts.IsRsa)
        {
            properties.Insert(0, ("Length", BitConverter.GetBytes(facts.Bits)));
        }

        if (_pin is { Length: > 0 })
        {
            UsePin(_pin, value => Create([.. properties, (PinProperty, value)]));
        }
        else
        {
            Create(properties);
        }

        return true;
    }

    // NCRYPT_PIN_PROPERTY wants UTF-16 with a closing zero. The bytes are cleared after use.
    private static void UsePin(SecureString pin, Action<byte[]> use)
    {
        PinRule.RequireTypeable(pin);
        byte[] value = SecretText.Use(pin, characters =>
        {
            byte[] bytes = new byte[(characters.Length + 1) * 2];
            Encoding.Unicode.GetBytes(characters, 0, characters.Length, bytes, 0);
            return bytes;
        });
        try
        {
            use(value);
        }
        finally
        {
            Array.Clear(value, 0, value.Length);
        }
    }

    private string NameOf(string name) => _keyName ?? EmailAddress.Of(UnicodeText.Normalize(name, "Email")).Key;

    private static T Guarded<T>(CngKeyReference reference, Func<T> act) => Guarded($"Key {reference.Key} in '{reference.Provider}'", act);

    private static T Guarded<T>(string what, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception problem) when (CngFaults.IsRefusal(problem))
        {
            throw CngFaults.Of(problem, what);
        }
    }
}

/// <summary>The key storage providers (CNG) of this machine.</summary>
public static class CngProviders
{
    /// <summary>The names of the providers; none where there is no Windows.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Windows refuses.</exception>
    public static IReadOnlyList<string> Installed() => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? NCrypt.Providers() : [];

    /// <summary>The store of keys in a provider; see <see cref="CngKeyStore"/>.</summary>
    /// <exception cref="DocSigningException">KeyProviderUnusable where there is no Windows, or no such provider.</exception>
    public static IKeyStore OpenStore(string provider, string? keyName, SecureString? pin) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? new CngKeyStore(provider, keyName, pin)
            : throw CngFaults.NotWindows(isReference: false);

    /// <summary>Opens keys by their reference.</summary>
    /// <exception cref="DocSigningException">KeyProviderUnusable where there is no Windows.</exception>
    internal static IKeyOpener OpenKeys(SecureString? pin) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? new CngKeyOpener(pin) : throw CngFaults.NotWindows(isReference: true);
}

/// <summary>Opens the keys of one run in the key storage providers of Windows.</summary>
/// <param name="pin">Of a smart card; null when none was given.</param>
#if !NETFRAMEWORK
[SupportedOSPlatform("windows")]
#endif
internal sealed class CngKeyOpener(SecureString? pin) : IKeyOpener
{
    public Task<ISigningKey> OpenAsync(string reference, CancellationToken cancellationToken) =>
        Task.FromResult<ISigningKey>(CngKeyStore.Open(CngKeyReference.Parse(reference), pin));

    /// <summary>Does nothing: each key is a handle of its own.</summary>
    public void Dispose()
    {
    }
}

/// <summary>What can be found out about a key storage provider before it makes a key.</summary>
internal static class CngStoreChecks
{
    private const int Hardware = 1; // NCRYPT_IMPL_HARDWARE_FLAG
    private const int Software = 2; // NCRYPT_IMPL_SOFTWARE_FLAG

    /// <summary>The checks Provider, Pin, Algorithm and Certification, in this order.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="facts">The kind of key that is to be made.</param>
    /// <param name="hasPin">True when a PIN was given.</param>
    /// <param name="isSilent">True where nobody sits at a desktop, so that no window may be shown.</param>
    public static IReadOnlyList<KeyStoreCheck> Check(string provider, KeyAlgorithmFacts facts, bool hasPin, bool isSilent)
    {
        try
        {
            bool able = NCrypt.Supports(provider, NCrypt.AlgorithmOf(facts));
            int? kind = NCrypt.ImplementationOf(provider);
            return
            [
                new KeyStoreCheck("Provider", true, $"The key storage provider '{provider}' is there."),
                new KeyStoreCheck("Pin", null, Pin(hasPin, isSilent)),
                Algorithm(facts, able),
                Certification(kind),
            ];
        }
        catch (Exception problem) when (CngFaults.IsRefusal(problem))
        {
            return [new KeyStoreCheck("Provider", false, CngFaults.Of(problem, $"'{provider}'").Message)];
        }
    }

    private static string Pin(bool hasPin, bool isSilent) =>
        "A provider has no log-in of its own: whether it is unlocked shows when the first key is made. " + (
            hasPin ? "The PIN given is used then."
            : isSilent ? "Nobody sits at a desktop here, so no window can ask for a PIN: where the device wants one, give it with -Pin."
            : "Where the device wants a PIN and -Pin is left out, a window asks for it.");

    private static KeyStoreCheck Algorithm(KeyAlgorithmFacts facts, bool able) =>
        !able
            ? new KeyStoreCheck(
                "Algorithm",
                false,
                $"The provider says that it makes no keys {facts.DisplayName}. Choose another -KeyAlgorithm or provider.")
            : facts.IsRsa
                ? new KeyStoreCheck(
                    "Algorithm",
                    null,
                    $"The provider makes RSA keys. Whether of {facts.Bits} bits shows when the first one is made.")
                : new KeyStoreCheck("Algorithm", true, $"The provider says that it makes keys {facts.DisplayName}.");

    private static KeyStoreCheck Certification(int? kind)
    {
        bool isHardware = kind is { } bits && (bits & Hardware) != 0;
        return kind is { } flags && (flags & Software) != 0 && !isHardware
            ? new KeyStoreCheck(
                "Certification",
                false,
                "The provider says that it keeps keys in software, which is no certified hardware, as Adobe's trust list and DigiCert want "
                    + "it for document signing. It serves rehearsals.")
            : new KeyStoreCheck(
                "Certification",
                null,
                $"The provider {(isHardware ? "says that it works in hardware" : "does not say whether it works in hardware")}. Whether "
                    + "the device is certified (FIPS 140 level 2 or higher, or Common Criteria EAL 4+) is what its vendor states; it "
                    + "cannot be proven from here.");
    }
}

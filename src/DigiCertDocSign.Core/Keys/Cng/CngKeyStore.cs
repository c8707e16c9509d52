using System.Collections.Concurrent;
using System.Globalization;
#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Keys.Cng;

/// <summary>
/// Keys in a key storage provider of Windows (CNG): smart cards, the TPM, providers of vendors. Made non-exportable and for
/// signing alone. Where nobody sits at a desktop, no window is shown: the provider fails instead, and says that it needs a PIN.
/// </summary>
#if !NETFRAMEWORK
[SupportedOSPlatform("windows")]
#endif
public sealed class CngKeyStore : IKeyStore
{
    private const string ProviderField = "KeyStorageProvider";
    private const string PinProperty = "SmartCardPin"; // NCRYPT_PIN_PROPERTY

    private readonly string _provider;
    private readonly string? _keyName;
    private readonly SecureString? _pin;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="provider">The provider's name, one of <see cref="CngProviders.Installed"/>.</param>
    /// <param name="keyName">For one key; null: each key is named after its person's e-mail address.</param>
    /// <param name="pin">Of a smart card; null: the provider asks in a window, where there is a desktop. Copied.</param>
    /// <param name="time">For the name of a key that stands beside an earlier one.</param>
    /// <exception cref="DocSigningException">KeyProviderUnusable when this machine has no such provider.</exception>
    public CngKeyStore(string provider, string? keyName, SecureString? pin, TimeProvider? time = null)
    {
        string[] there = [.. CngProviders.Installed()];
        _provider = there.FirstOrDefault(name => string.Equals(name, provider, StringComparison.OrdinalIgnoreCase)) ?? throw new DocSigningException(
            FaultKind.KeyProviderUnusable,
            ProviderField,
            $"This machine has no key storage provider '{provider}'. It has: {string.Join(", ", there)}.");
        _keyName = keyName;
        _pin = pin?.Copy();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>One: a card or a TPM does one thing after the other.</summary>
    public int MaxConcurrency => 1;

    private static bool IsSilent => !Environment.UserInteractive;

    /// <inheritdoc/>
    public string GetReference(string name) => new CngKeyReference(_provider, NameOf(name)).ToString();

    /// <inheritdoc/>
    public Task<ISigningKey?> TakeUpAsync(string name, KeyAlgorithm algorithm, KeyHints hints, CancellationToken cancellationToken) => Task.Run<ISigningKey?>(
        () =>
        {
            var reference = new CngKeyReference(_provider, NameOf(name));
            if (_used.ContainsKey(reference.Key) || !Guarded(reference, () => CngKey.Exists(reference.Key, new CngProvider(_provider), OpenOptions)))
            {
                return null;
            }

            bool isCertified = Guarded(reference, () => CngCertificateStore.HasFor(reference));
            CngSigningKey key = Open(reference, _pin, [$"The key {reference} was there already. It was taken up, and no other was made."]);
            string? why = key.Algorithm != algorithm ? $"of another kind ({KeyAlgorithmFacts.Of(key.Algorithm).DisplayName})"
                : key.IsExportable ? "that can be exported"

                // One whose request is still there is given again with it.
                : isCertified && PublicKeys.Sha256Of(key.GetSubjectPublicKeyInfo()) != hints.PublicKeySha256 ? "with its certificate"
                : _used.TryAdd(reference.Key, true) ? null
                : "that this run uses for another request";
            if (why is null)
            {
                return key;
            }

            key.Dispose();
            throw Taken(reference, why);
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="DocSigningException">KeyNotProtected, KeyAlgorithmUnavailable, TokenFull and whatever else the provider refuses.</exception>
    public Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken) => Task.Run<ISigningKey>(
        () =>
        {
            KeyAlgorithmFacts facts = KeyAlgorithmFacts.Of(algorithm);
            var reference = new CngKeyReference(_provider, NameOf(name));
            if (!_used.TryAdd(reference.Key, true))
            {
                throw new DocSigningException(FaultKind.KeyLabelTaken, "Email", $"This run has already used the key {reference.Key} for another request. Leave out the second row, or -KeyName.");
            }

            List<string> notes = [];
            if (Guarded(reference, () => CngKey.Exists(reference.Key, new CngProvider(_provider), OpenOptions)))
            {
                notes.Add($"The provider held a key {reference.Key} before. It stays there, beside the new one.");
                reference = reference with { Key = $"{reference.Key}.{_time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}" };
            }

            Guarded(reference, () => Make(reference, facts));
            CngSigningKey key = Open(reference, _pin, notes);
            if (key.IsExportable)
            {
                key.Dispose();
                throw new DocSigningException(
                    FaultKind.KeyNotProtected,
                    "KeyReference",
                    $"The provider made the key {reference.Key} exportable, against what it was told. No CSR was made. Use another provider.");
            }

            return key;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
        Uninterruptible.RunAsync(() => CngStoreProof.Check(_provider, KeyAlgorithmFacts.Of(algorithm), _pin is { Length: > 0 }, IsSilent), cancellationToken);

    public void Dispose() => _pin?.Dispose();

    internal static CngSigningKey Open(CngKeyReference reference, SecureString? pin, IReadOnlyList<string>? notes = null) => Guarded(reference, () =>
    {
        CngKey key = CngKey.Open(reference.Key, new CngProvider(reference.Provider), OpenOptions);
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
        void Create(IReadOnlyList<(string, byte[])> properties) => NCrypt.CreateKey(_provider, NCrypt.AlgorithmOf(facts), reference.Key, properties, IsSilent);
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

    // UTF-16 with its closing zero. The bytes are cleared after use.
    private static void UsePin(SecureString pin, Action<byte[]> use)
    {
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

    private string NameOf(string name) => _keyName ?? UnicodeText.Normalize(name, "Email").Trim().ToLowerInvariant();

    private static DocSigningException Taken(CngKeyReference reference, string how) => new(
        FaultKind.KeyLabelTaken,
        "Email",
        $"The provider already holds a key {reference.Key} {how}. Use -Force to make a new one beside it; the old one stays.");

    private static T Guarded<T>(CngKeyReference reference, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (CryptographicException problem)
        {
            throw CngFaults.Of(problem, $"Key {reference.Key} in '{reference.Provider}'");
        }
    }
}

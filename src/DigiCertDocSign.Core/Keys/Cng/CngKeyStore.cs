using System.Collections.Concurrent;
using System.Globalization;
#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace DigiCertDocSign;

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

            CngSigningKey key = Open(reference, _pin, [$"The key {reference} was there already, without a CSR. It was taken up, and no other was made."]);
            string? why = key.Algorithm != algorithm ? $"of another kind ({KeyAlgorithmFacts.Of(key.Algorithm).DisplayName})" : key.IsExportable ? "that can be exported" : null;
            if (why is null && _used.TryAdd(reference.Key, true))
            {
                return key;
            }

            key.Dispose();
            throw new DocSigningException(FaultKind.KeyLabelTaken, "Email", $"The provider already holds a key {reference.Key} {why}. Use -Force to make a new one beside it; the old one stays.");
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

            Guarded(reference, () =>
            {
                NCrypt.CreateKey(_provider, facts.IsRsa ? "RSA" : $"ECDSA_P{facts.Bits}", reference.Key, Properties(facts), IsSilent);
                return true;
            });
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
    public Task<ISigningKey> OpenKeyAsync(string reference, CancellationToken cancellationToken) =>
        Task.Run<ISigningKey>(() => Open(CngKeyReference.Parse(reference), _pin), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KeyStoreCheck>>(
        [
            new KeyStoreCheck("Provider", true, $"The key storage provider '{_provider}' is there."),
            new KeyStoreCheck("Algorithm", null, $"Whether it makes keys {KeyAlgorithmFacts.Of(algorithm).DisplayName} shows when the first one is made."),
            new KeyStoreCheck("Certification", null, "Whether the device behind the provider is certified (FIPS 140 level 2 or higher, or Common Criteria EAL 4+) is what its vendor states; it cannot be proven from here."),
        ]);

    public void Dispose() => _pin?.Dispose();

    internal static CngSigningKey Open(CngKeyReference reference, SecureString? pin, IReadOnlyList<string>? notes = null) => Guarded(reference, () =>
    {
        CngKey key = CngKey.Open(reference.Key, new CngProvider(reference.Provider), OpenOptions);
        if (pin is { Length: > 0 })
        {
            byte[] value = PinValue(pin);
            key.SetProperty(new CngProperty("SmartCardPin", value, CngPropertyOptions.None));
            Array.Clear(value, 0, value.Length);
        }

        return new CngSigningKey(key, reference, IsSilent, notes ?? []);
    });

    private static CngKeyOpenOptions OpenOptions => IsSilent ? CngKeyOpenOptions.Silent : CngKeyOpenOptions.None;

    private IEnumerable<(string Name, byte[] Value)> Properties(KeyAlgorithmFacts facts)
    {
        if (facts.IsRsa)
        {
            yield return ("Length", BitConverter.GetBytes(facts.Bits));
        }

        yield return ("Export Policy", BitConverter.GetBytes((int)CngExportPolicies.None));
        yield return ("Key Usage", BitConverter.GetBytes((int)CngKeyUsages.Signing));
        if (_pin is { Length: > 0 })
        {
            yield return ("SmartCardPin", PinValue(_pin));
        }
    }

    // NCRYPT_PIN_PROPERTY: UTF-16 with its closing zero.
    private static byte[] PinValue(SecureString pin) => SecretText.Use(pin, characters => Encoding.Unicode.GetBytes([.. characters, '\0']));

    private string NameOf(string name) => _keyName ?? UnicodeText.Normalize(name, "Email").Trim().ToLowerInvariant();

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

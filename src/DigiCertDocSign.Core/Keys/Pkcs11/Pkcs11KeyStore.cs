using System.Collections.Concurrent;
using System.Security;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Text;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// Keys on a token or in an HSM, by PKCS#11. The token makes them; they are named after the person's e-mail address and never leave it.
/// This store never replaces or destroys a key: it may be the only one that fits an issued certificate.
/// </summary>
public sealed class Pkcs11KeyStore : IKeyStore
{
    private const int IdLength = 20; // bytes, as long as the SHA-1 that other tools use
    private const string LabelField = "Email";

    private readonly Pkcs11Uri _token;
    private readonly bool _hasPin;
    private readonly Pkcs11Sessions _sessions;
    private readonly ConcurrentDictionary<EmailAddress, bool> _made = [];
    private readonly ConcurrentDictionary<KeyAlgorithm, bool> _able = new();
    private readonly SemaphoreSlim _reading = new(1);
    private Pkcs11KeyLabels? _labels;
    private string? _warning;
    private volatile DocSigningException? _disobeyed;

    /// <param name="token">The token by label or serial, with the module that leads to it; nothing is opened yet.</param>
    /// <param name="pin">Null when the person enters it on the token's own pad. Copied; the caller may dispose of its own.</param>
    public Pkcs11KeyStore(Pkcs11Uri token, SecureString? pin)
    {
        _token = token;
        _hasPin = pin is not null;
        _sessions = new Pkcs11Sessions(token, pin);
    }

    /// <summary>As many keys at once as the token allows sessions.</summary>
    /// <exception cref="DocSigningException">TokenModuleUnusable, TokenNotFound or TokenAmbiguous.</exception>
    public int MaxConcurrency => _sessions.Limit;

    /// <inheritdoc/>
    public KeyAlgorithm? GivenAlgorithm => null;

    /// <inheritdoc/>
    /// <remarks>Without the id, which the key gets when it is made.</remarks>
    public string GetReference(string name) => (_token with { Object = LabelOf(name) }).ToString();

    /// <inheritdoc/>
    public async Task<ISigningKey?> TakeUpAsync(string name, KeyAlgorithm algorithm, KeyHints hints, CancellationToken cancellationToken)
    {
        string label = LabelOf(name);
        Pkcs11KeyLabels labels = await LabelsAsync(cancellationToken).ConfigureAwait(false);
        if (labels.Of(label).Count == 0 || _made.ContainsKey(EmailAddress.Of(label)))
        {
            return null;
        }

        Pkcs11KeyPair? pair = await _sessions.RunAsync(
            session => labels.Choose(session, label, algorithm, hints, _sessions.Token.Name),
            login: true,
            cancellationToken).ConfigureAwait(false);
        if (pair is null)
        {
            return null;
        }

        string note =
            $"A key for {label} was on the token already, without a certificate. It was taken up for this CSR, and no other was made."
                + (hints.SetAside.Contains(PublicKeys.Sha256Of(pair.SubjectPublicKeyInfo))
                    ? " Its earlier CSR had been set aside to make a new key: use -Force again if a new one is wanted."
                    : "");
        return _made.TryAdd(EmailAddress.Of(label), true) ? new Pkcs11SigningKey(_sessions, pair, [note]) : null;
    }

    /// <inheritdoc/>
    /// <exception cref="DocSigningException">
    /// KeyLabelTaken when this store has made the key before; TokenBusy; KeyNotProtected; KeyAlgorithmUnavailable, TokenFull and whatever
    /// else the token refuses. A key of that label from an earlier run stays, and the new one stands beside it.
    /// </exception>
    public async Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken)
    {
        string label = LabelOf(name);
        var facts = KeyAlgorithmFacts.Of(algorithm);
        Pkcs11KeyLabels labels = await LabelsAsync(cancellationToken).ConfigureAwait(false);
        if (!_made.TryAdd(EmailAddress.Of(label), true))
        {
            throw Pkcs11Faults.MadeBefore(label);
        }

        try
        {
            Pkcs11KeyPair pair =
                await _sessions.RunAsync(session => Generate(session, facts, label), login: true, cancellationToken).ConfigureAwait(false);
            int earlier = labels.Of(label).Count;
            string[] notes = earlier == 0
                ? []
                : [$"The token held {earlier} earlier key(s) for {label}. They stay there, beside the new one."];
            string? warning = Interlocked.Exchange(ref _warning, null);
            return new Pkcs11SigningKey(_sessions, pair, warning is null ? notes : [warning, .. notes]);
        }
        catch (DocSigningException)
        {
            // After a cancellation the token may still be making it.
            _made.TryRemove(EmailAddress.Of(label), out _);
            throw;
        }
    }

    /// <summary>Opens a key on the token: with the PIN, or without one by its public part, where the token shows that.</summary>
    /// <exception cref="DocSigningException">
    /// KeyNotFound, KeyAmbiguous, KeyUnsupported; TokenPinMissing when the token would show the key only after a login; what the token
    /// refuses.
    /// </exception>
    internal async Task<ISigningKey> OpenKeyAsync(Pkcs11Uri key, CancellationToken cancellationToken)
    {
        Pkcs11KeyPair? pair = await _sessions.RunAsync(
            session => _hasPin
                ? Pkcs11KeyPair.Read(session, Pkcs11KeySearch.FindPrivate(session, _sessions.Token, key))
                : Pkcs11KeySearch.TryReadPublic(session, _sessions.Token, key),
            login: _hasPin,
            cancellationToken).ConfigureAwait(false);
        return new Pkcs11SigningKey(_sessions, pair ?? throw Pkcs11Faults.PinMissing(
            _sessions.Token.Name, "does not show the key of the reference without a login, or does not hold it"));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken)
    {
        Pkcs11Token? token = null;
        try
        {
            token = await _sessions.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await Pkcs11StoreChecks.CheckAsync(_sessions, KeyAlgorithmFacts.Of(algorithm), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is DocSigningException || Pkcs11Faults.IsOne(problem))
        {
            // Only a token that was found throws anything else: it went away while it was being asked.
            DocSigningException fault = problem as DocSigningException ?? Pkcs11Faults.Of(problem, token!.Name);
            return [new KeyStoreCheck(fault.Kind == FaultKind.TokenModuleUnusable ? "Module" : "Token", false, fault.Message)];
        }
    }

    public void Dispose()
    {
        _sessions.Dispose();
        _reading.Dispose();
    }

    private Pkcs11KeyPair Generate(ISession session, KeyAlgorithmFacts facts, string label)
    {
        if (_disobeyed is { } before)
        {
            // The run ends with this fault; the inputs that are in work by then make no more such keys.
            throw CollectedFaults.Again(before);
        }

        if (!_able.ContainsKey(facts.Algorithm))
        {
            Pkcs11StoreChecks.RequireAble(_sessions.Token, facts);
            _able[facts.Algorithm] = true;
        }

        try
        {
            return Pkcs11KeyPair.Generate(session, facts, label, Hex.Of(RandomBytes.New(IdLength)));
        }
        catch (DocSigningException fault) when (fault.Kind == FaultKind.KeyNotProtected)
        {
            _disobeyed = fault;
            throw;
        }
    }

    private async Task<Pkcs11KeyLabels> LabelsAsync(CancellationToken cancellationToken)
    {
        Pkcs11Token token = await _sessions.OpenAsync(cancellationToken).ConfigureAwait(false);
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_labels is null)
            {
                // The token may still be making a key for a run that was stopped a moment ago; it must not be made a second time.
                await token.Module.WaitForLeavingAsync(cancellationToken).ConfigureAwait(false);
                _warning = token.LockRun().Warning;
                _labels = await _sessions.RunAsync(Pkcs11KeyLabels.Read, login: true, cancellationToken).ConfigureAwait(false);
            }

            return _labels;
        }
        finally
        {
            _reading.Release();
        }
    }

    private static string LabelOf(string name)
    {
        string label = UnicodeText.Normalize(name, LabelField).Trim();
        return label.Length > 0 ? label : throw KeyFaults.EmailMissing();
    }
}

/// <summary>Opens the keys of one run on tokens; each token is opened, and logged in to, once.</summary>
/// <param name="pin">Null when none was given.</param>
internal sealed class Pkcs11KeyOpener(SecureString? pin) : IKeyOpener
{
    private readonly Dictionary<Pkcs11Uri, Pkcs11KeyStore> _tokens = [];

    public Task<ISigningKey> OpenAsync(string reference, CancellationToken cancellationToken)
    {
        var key = Pkcs11Uri.Parse(reference);
        Pkcs11Uri token = key with { Object = null, Id = null };
        if (!_tokens.TryGetValue(token, out Pkcs11KeyStore? store))
        {
            store = new Pkcs11KeyStore(token, pin);
            _tokens.Add(token, store);
        }

        return store.OpenKeyAsync(key, cancellationToken);
    }

    public void Dispose()
    {
        foreach (Pkcs11KeyStore token in _tokens.Values)
        {
            token.Dispose();
        }

        _tokens.Clear();
    }
}

using System.Collections.Concurrent;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Storage;
using Org.BouncyCastle.Asn1.Pkcs;

namespace DigiCertDocSign.Keys.Files;

/// <summary>
/// Keys in files: encrypted PKCS#8 in PEM (RFC 5958, RFC 7468) under PBES2, readable by their owner alone, written whole or not at all. A
/// person's key replaces no other file unless the user asks for it.
/// </summary>
public sealed class FileKeyStore : IKeyStore
{
    /// <summary>
    /// Rounds of PBKDF2-HMAC-SHA256: the number that OWASP's Password Storage Cheat Sheet has named for it since 2023. The store derives
    /// once, not once per key.
    /// </summary>
    public const int Iterations = 600_000;

    private readonly FilePlacement _placement;
    private readonly SecureString _password;
    private readonly bool _replace;
    private readonly TimeProvider _time;
    private readonly Lazy<PasswordCipher> _cipher;
    private readonly FileKeyOpener _earlier;
    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="placement">A folder for the keys of many people, or one file for one key.</param>
    /// <param name="password">
    /// At least <see cref="PasswordRule.MinimumLength"/> characters, or the password of the one file that is there. Copied; the caller may
    /// dispose of its own.
    /// </param>
    /// <param name="replace">True to set a key file of an earlier run aside under a dated name; it is never deleted.</param>
    /// <param name="time">For the dated name.</param>
    /// <exception cref="DocSigningException">
    /// KeyPasswordMissing, KeyPasswordTooShort, or PathInvalid for a new key in a file that ends like a PFX.
    /// </exception>
    public FileKeyStore(FilePlacement placement, SecureString password, bool replace = false, TimeProvider? time = null)
    {
        _placement = placement;
        if (replace || !File.Exists(placement.OnlyPath))
        {
            RequireGoodForNewKey(password);
        }

        _password = password.Copy();
        _replace = replace;
        _time = time ?? TimeProvider.System;
        _earlier = new FileKeyOpener(_password);
        _cipher = new Lazy<PasswordCipher>(() => new PasswordCipher(_password, Iterations));
    }

    /// <summary>Makes a key. The benchmarks set it, to leave the search for primes out of a measurement.</summary>
    internal Func<KeyAlgorithmFacts, AsymmetricAlgorithm> NewKey { get; init; } = PlatformKeys.Generate;

    /// <inheritdoc/>
    public int MaxConcurrency => Environment.ProcessorCount;

    /// <inheritdoc/>
    public KeyAlgorithm? GivenAlgorithm => null;

    /// <inheritdoc/>
    public string GetReference(string name) => FileKeyReference.FromPath(PathOf(name));

    /// <inheritdoc/>
    /// <exception cref="DocSigningException">
    /// KeyFileExists, when the file there is no key, of another kind, or under another password.
    /// </exception>
    public async Task<ISigningKey?> TakeUpAsync(string name, KeyAlgorithm algorithm, KeyHints hints, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        _placement.SweepOnce();
        if (_made.ContainsKey(path) || !File.Exists(path))
        {
            return null;
        }

        FileSigningKey key = await Task.Run(() => OpenEarlier(path), cancellationToken).ConfigureAwait(false);
        if (key.Algorithm != algorithm)
        {
            key.Dispose();
            throw FileFaults.Exists(
                path,
                !IsNamedAsPfx(path),
                $" It holds a key of another kind ({KeyAlgorithmFacts.Of(key.Algorithm).DisplayName}), which -KeyAlgorithm {key.Algorithm} "
                    + "takes up.");
        }

        if (!_made.TryAdd(path, true))
        {
            key.Dispose();
            return null;
        }

        key.Notes = [$"The key file {path} was there without a CSR. Its key was taken up, and no other was made."];
        return key;
    }

    /// <inheritdoc/>
    /// <exception cref="DocSigningException">
    /// KeyFileExists, KeyFileNotWritten, EmailMissing for a blank name; and what the constructor throws, when the file was there at that
    /// time and no longer is.
    /// </exception>
    public async Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        var facts = KeyAlgorithmFacts.Of(algorithm);
        if (!_made.TryAdd(path, true))
        {
            throw FileFaults.MadeBefore(path);
        }

        try
        {
            RefuseExisting(path);
            RequireGoodForNewKey(_password);
            FileSigningKey Make() => new(NewKey(facts), facts, path);
            void Store(FileSigningKey key) => Write(key, path);
            return facts.IsRsa
                ? await KeyGeneration.RunAsync(Make, Store, cancellationToken).ConfigureAwait(false)
                : KeyGeneration.Run(Make, Store, cancellationToken);
        }
        catch
        {
            _made.TryRemove(path, out _);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyStoreCheck>> CheckAsync(KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KeyStoreCheck>>(
        [
            _placement.CheckFolder(),
            new KeyStoreCheck("Algorithm", true, $"A key {KeyAlgorithmFacts.Of(algorithm).DisplayName} can be made in a file."),
            new KeyStoreCheck(
                "Certification",
                false,
                "A file is no certified hardware, which Adobe's trust list and DigiCert want for document signing. It serves rehearsals, "
                    + "and signing services that import a PFX."),
        ]);

    public void Dispose()
    {
        _earlier.Dispose();
        _password.Dispose();
        if (_cipher.IsValueCreated)
        {
            _cipher.Value.Dispose();
        }
    }

    private string PathOf(string name) => _placement.PathFor(name, FilePlacement.KeySuffix);

    private FileSigningKey OpenEarlier(string path)
    {
        try
        {
            return _earlier.Open(path);
        }
        catch (DocSigningException problem)
        {
            bool isLocked = problem.Kind is FaultKind.KeyPasswordWrong or FaultKind.KeyPasswordMissing;
            string why = isLocked ? $" {FileFaults.PasswordField} does not open it." : $" It is no key that can be used: {problem.Message}";
            throw FileFaults.Exists(path, !IsNamedAsPfx(path), why, problem);
        }
    }

    private void RequireGoodForNewKey(SecureString password)
    {
        PasswordRule.RequireStrong(password, FileFaults.PasswordField);
        if (_placement.OnlyPath is { } path && IsNamedAsPfx(path))
        {
            throw FileFaults.NamedAsPfx(path);
        }
    }

    private void RefuseExisting(string path)
    {
        if (!_replace && File.Exists(path))
        {
            throw FileFaults.Exists(path, !IsNamedAsPfx(path));
        }
    }

    private void Write(FileSigningKey key, string path)
    {
        byte[] plain = key.ExportPkcs8();
        try
        {
            (Org.BouncyCastle.Asn1.X509.AlgorithmIdentifier? algorithm, byte[]? encrypted) = _cipher.Value.Encrypt(plain);
            byte[] content = new EncryptedPrivateKeyInfo(algorithm, encrypted).GetDerEncoded();
            Write(key, path, Encoding.ASCII.GetBytes(PemBlock.Write("ENCRYPTED PRIVATE KEY", content)));
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw FileFaults.NotWritten(path, problem, "");
        }
        finally
        {
            Array.Clear(plain, 0, plain.Length);
        }
    }

    private void Write(FileSigningKey key, string path, byte[] content)
    {
        string? aside = _replace ? SetAside.Move(path, _time.GetUtcNow()) : null;
        try
        {
            DurableFile.Write(path, content, ownerOnly: true, overwrite: false);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            string where = SetAside.Undo(aside, path);
            throw problem is FileExistsException
                ? FileFaults.Exists(path, !IsNamedAsPfx(path), where)
                : FileFaults.NotWritten(path, problem, where);
        }

        key.Notes = aside is null
            ? []
            : [$"The earlier key file was set aside as {aside}. Keep it as long as a certificate depends on it."];
    }

    private static bool IsNamedAsPfx(string path) => Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12";
}

/// <summary>
/// Makes a key and stores it. The platform cannot interrupt the making, and RSA 4096 may take seconds. So a cancelled caller is let go at
/// once, and a key that comes too late is dropped; it was never written anywhere.
/// </summary>
internal static class KeyGeneration
{
    private const int Storing = 1;
    private const int Dropped = 2;

    /// <summary>
    /// Works on the caller's thread: a key on a curve takes a tenth of a millisecond to make, and a change of threads takes longer.
    /// </summary>
    /// <param name="make">Makes the key.</param>
    /// <param name="store">Makes the key durable. When it throws, the key is disposed of.</param>
    /// <param name="cancellationToken">Looked at before the key is made.</param>
    /// <exception cref="OperationCanceledException">Nothing was made.</exception>
    public static FileSigningKey Run(Func<FileSigningKey> make, Action<FileSigningKey> store, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FileSigningKey key = make();
        try
        {
            store(key);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Works on another thread, for keys that take long to make.</summary>
    /// <param name="make">Makes the key.</param>
    /// <param name="store">
    /// Makes the key durable, on the thread that made it. Once this has begun, nothing is cancelled: it takes milliseconds, and half a
    /// key is of no use.
    /// </param>
    /// <param name="cancellationToken">Ends the wait while the key is being made.</param>
    /// <exception cref="OperationCanceledException">Nothing was stored.</exception>
    public static async Task<FileSigningKey> RunAsync(
        Func<FileSigningKey> make, Action<FileSigningKey> store, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int fate = 0;
        FileSigningKey? Make()
        {
            FileSigningKey key = make();
            try
            {
                key.GetSubjectPublicKeyInfo(); // the platform makes the key on its first use: this is to happen now, not while it is stored
                if (Interlocked.CompareExchange(ref fate, Storing, 0) == Dropped)
                {
                    key.Dispose();
                    return null;
                }

                store(key);
                return key;
            }
            catch
            {
                key.Dispose();
                throw;
            }
        }

        Task<FileSigningKey?> work = Task.Run(Make, CancellationToken.None);
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Drop()
        {
            if (Interlocked.CompareExchange(ref fate, Dropped, 0) == 0)
            {
                cancelled.TrySetResult(true);
            }
        }

        using (cancellationToken.Register(Drop))
        {
            return await Task.WhenAny(work, cancelled.Task).ConfigureAwait(false) == work && await work.ConfigureAwait(false) is { } key
                ? key
                : throw new OperationCanceledException(cancellationToken);
        }
    }
}

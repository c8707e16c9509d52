using System.Collections.Concurrent;
using System.Security;
using System.Text;
using Org.BouncyCastle.Asn1.Pkcs;

namespace DigiCertDocSign;

/// <summary>
/// Keys in files: encrypted PKCS#8 in PEM (RFC 5958, RFC 7468) under PBES2, readable by their owner alone, written whole
/// or not at all. A person's key replaces no other file unless that was asked for.
/// </summary>
public sealed class FileKeyStore : IKeyStore
{
    /// <summary>
    /// Rounds of PBKDF2-HMAC-SHA256: the figure that OWASP's Password Storage Cheat Sheet gives for it since 2023. It is
    /// spent once per store, not once per key.
    /// </summary>
    public const int Iterations = 600_000;

    private readonly FilePlacement _placement;
    private readonly SecureString _password;
    private readonly bool _overwrite;
    private readonly Lazy<PasswordCipher> _cipher;
    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="placement">A folder for the keys of many, or the one file.</param>
    /// <param name="password">At least <see cref="SecretText.MinimumLength"/> characters. Copied; the caller may dispose of its own.</param>
    /// <param name="overwrite">Replaces a key file that was there before this store. What the store made itself is never replaced.</param>
    /// <exception cref="DocSigningException">KeyPasswordMissing or KeyPasswordTooShort.</exception>
    public FileKeyStore(FilePlacement placement, SecureString password, bool overwrite = false)
    {
        _placement = placement;
        _password = SecretText.RequireStrong(password, KeyFile.PasswordField).Copy();
        _overwrite = overwrite;
        _cipher = new Lazy<PasswordCipher>(() => new PasswordCipher(_password, Iterations));
    }

    /// <inheritdoc/>
    public string GetReference(string name) => FileKeyReference.FromPath(PathOf(name));

    /// <inheritdoc/>
    /// <exception cref="DocSigningException">KeyFileExists, KeyFileNotWritten, or EmailMissing for a blank name.</exception>
    public async Task<ISigningKey> CreateKeyAsync(string name, KeyAlgorithm algorithm, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        KeyAlgorithmFacts facts = KeyAlgorithmFacts.Of(algorithm);
        if (!_made.TryAdd(path, true))
        {
            throw new DocSigningException(
                FaultKind.KeyFileExists,
                KeyFile.PathField,
                $"This run has already made the key file {path} for another request, and one file holds one key. Leave out the second row, or give each person a file of their own.");
        }

        PlatformSigningKey? key = null;
        try
        {
            RefuseExisting(path);
            key = await KeyGeneration.RunAsync(facts, FileKeyReference.FromPath(path), cancellationToken).ConfigureAwait(false);
            // From here on nothing is cancelled: the rest takes milliseconds, and half a key is of use to nobody.
            PlatformSigningKey made = key;
            await Task.Run(() => Write(made, path), CancellationToken.None).ConfigureAwait(false);
            return key;
        }
        catch
        {
            _made.TryRemove(path, out _);
            key?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<ISigningKey> OpenKeyAsync(string reference, CancellationToken cancellationToken) =>
        await Task.Run(() => KeyFile.Open(reference, _password), cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        _password.Dispose();
        if (_cipher.IsValueCreated)
        {
            _cipher.Value.Dispose();
        }
    }

    private string PathOf(string name) => _placement.PathFor(name, FilePlacement.KeySuffix);

    private void RefuseExisting(string path)
    {
        if (!_overwrite && File.Exists(path))
        {
            throw Exists(path);
        }
    }

    private void Write(PlatformSigningKey key, string path)
    {
        byte[] plain = key.ExportPkcs8();
        try
        {
            var (algorithm, encrypted) = _cipher.Value.Encrypt(plain);
            byte[] content = new EncryptedPrivateKeyInfo(algorithm, encrypted).GetDerEncoded();
            DurableFile.Write(path, Encoding.ASCII.GetBytes(PemBlock.Write("ENCRYPTED PRIVATE KEY", content)), ownerOnly: true, _overwrite);
        }
        catch (FileExistsException)
        {
            throw Exists(path);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw new DocSigningException(
                FaultKind.KeyFileNotWritten,
                KeyFile.PathField,
                $"The key file {path} cannot be written, so no CSR was made. {problem.Message}",
                problem);
        }
        finally
        {
            Array.Clear(plain, 0, plain.Length);
        }
    }

    private static DocSigningException Exists(string path) => new(
        FaultKind.KeyFileExists,
        KeyFile.PathField,
        $"The key file {path} exists and is kept: without it, a certificate made for it is worthless. Use -Force to replace it, or name another place.");
}

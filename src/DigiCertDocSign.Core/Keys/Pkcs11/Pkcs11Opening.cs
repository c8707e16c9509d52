using System.Security;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// A token that is opened when somebody needs it, once. The vendor's library starts in its own time, and who no longer wants to wait is
/// let go: what is open by then is closed again at once.
/// </summary>
internal sealed class Pkcs11Opening : IDisposable
{
    private readonly Lazy<Pkcs11Sessions> _sessions;
    private readonly SecureString? _pin;
    private readonly object _gate = new();
    private Pkcs11Sessions? _open;
    private bool _isClosed;

    /// <param name="token">By label or serial, with the module that leads to it.</param>
    /// <param name="pin">Copied.</param>
    public Pkcs11Opening(Pkcs11Uri token, SecureString? pin)
    {
        _pin = pin?.Copy();
        _sessions = new Lazy<Pkcs11Sessions>(() => Open(token));
    }

    /// <summary>The sessions with the token; opens it on this thread.</summary>
    /// <exception cref="DocSigningException">TokenModuleUnusable, TokenNotFound, TokenAmbiguous or TokenFault.</exception>
    public Pkcs11Sessions Sessions => _sessions.Value;

    /// <summary>As <see cref="Sessions"/>, on another thread.</summary>
    /// <exception cref="DocSigningException">The same.</exception>
    public Task<Pkcs11Sessions> OpenAsync(CancellationToken cancellationToken) =>
        _sessions.IsValueCreated ? Task.FromResult(Sessions) : Uninterruptible.RunAsync(() => Sessions, cancellationToken);

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _open?.Dispose();
            _pin?.Dispose();
        }
    }

    private Pkcs11Sessions Open(Pkcs11Uri token)
    {
        Pkcs11Token found = Pkcs11Token.Find(token);
        lock (_gate)
        {
            if (!_isClosed)
            {
                return _open = new Pkcs11Sessions(found, _pin);
            }
        }

        found.Dispose();
        throw new ObjectDisposedException(nameof(Pkcs11KeyStore));
    }
}

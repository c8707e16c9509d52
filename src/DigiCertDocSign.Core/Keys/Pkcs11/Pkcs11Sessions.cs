using System.Collections.Concurrent;
using System.Security;
using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// The sessions with one token: opened when needed, used again and again, never more than the token allows. One login
/// serves all of them, since a login belongs to the process (section 5.6 of the standard). A refused PIN is never tried
/// a second time: tokens lock after a few.
/// </summary>
internal sealed class Pkcs11Sessions : IDisposable
{
    // The standard's CK_EFFECTIVELY_INFINITE and CK_UNAVAILABLE both leave it to us.
    private const int MostSessions = 16;

    private readonly Pkcs11Token _token;
    private readonly SecureString? _pin;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<ISession> _idle = [];
    private readonly object _gate = new();
    private readonly object _loginGate = new();
    private readonly TaskCompletionSource<bool> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private bool _closed;
    private bool _loggedIn;
    private DocSigningException? _loginFault;

    /// <param name="token">Owned from now on.</param>
    /// <param name="pin">Null for a token with a pad of its own, or for public objects alone. Copied.</param>
    public Pkcs11Sessions(Pkcs11Token token, SecureString? pin)
    {
        _token = token;
        _pin = pin?.Copy();
        Limit = LimitOf(token.Info);
        _free = new SemaphoreSlim(Limit);
    }

    public Pkcs11Token Token => _token;

    public SecureString? Pin => _pin;

    /// <summary>How many sessions the token allows at once, as far as it says.</summary>
    public int Limit { get; }

    /// <summary>Runs the work in a session, on a thread of its own. A cancelled caller is let go; the work itself cannot be interrupted.</summary>
    /// <param name="work">Gives plain values: the session belongs to somebody else afterwards.</param>
    /// <param name="login">Whether private objects are needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocSigningException">What the token refuses.</exception>
    public async Task<T> RunAsync<T>(Func<ISession, T> work, bool login, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Uninterruptible.RunAsync(() => RunInSession(work, login, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="RunAsync"/>, on this thread.</summary>
    public T Run<T>(Func<ISession, T> work, bool login)
    {
        _free.Wait();
        return RunInSession(work, login, CancellationToken.None);
    }

    /// <summary>Closes what is idle; a session that is in use is closed when its work has ended, and the module with the last one.</summary>
    public void Dispose()
    {
        bool isLast;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            while (_idle.TryTake(out ISession? session))
            {
                Close(session);
            }

            isLast = _open == 0;
            if (!isLast)
            {
                _token.Module.AddLeaving(_gone.Task);
            }

            Monitor.PulseAll(_gate);
        }

        CloseToken(isLast);
    }

    private T RunInSession<T>(Func<ISession, T> work, bool login, CancellationToken cancellationToken)
    {
        ISession? session = null;
        bool broken = true;
        try
        {
            session = Take();
            if (login)
            {
                Login(session);
            }

            // The wait for a session may have been long, and nothing is begun on the token for a caller who has gone.
            cancellationToken.ThrowIfCancellationRequested();
            T result = work(session);
            broken = false;
            return result;
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem))
        {
            broken = problem is not Pkcs11Exception;
            throw Pkcs11Faults.Of(problem, _token.Name);
        }
        catch (Exception known) when (known is DocSigningException or OperationCanceledException)
        {
            broken = false;
            throw;
        }
        finally
        {
            Return(session, broken);
            _free.Release();
        }
    }

    private ISession Take()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_closed)
                {
                    throw new ObjectDisposedException(nameof(Pkcs11Sessions));
                }

                if (_idle.TryTake(out ISession? idle))
                {
                    return idle;
                }

                if (TryOpen() is { } opened)
                {
                    return opened;
                }

                // Other programs hold the rest of the token's sessions: one of ours comes back.
                Monitor.Wait(_gate);
            }
        }
    }

    private ISession? TryOpen()
    {
        try
        {
            ISession opened = _token.Slot.OpenSession(_token.Info.TokenFlags.WriteProtected ? SessionType.ReadOnly : SessionType.ReadWrite);
            _open++;
            return opened;
        }
        catch (Pkcs11Exception problem) when (problem.RV == CKR.CKR_SESSION_COUNT && _open > 0)
        {
            return null;
        }
    }

    private void Return(ISession? session, bool broken)
    {
        bool isLast;
        lock (_gate)
        {
            if (session is not null && !_closed && !broken)
            {
                _idle.Add(session);
            }
            else if (session is not null)
            {
                Close(session);
            }

            isLast = _closed && session is not null && _open == 0;
            Monitor.PulseAll(_gate);
        }

        CloseToken(isLast);
    }

    private void Close(ISession session)
    {
        _open--;
        try
        {
            session.CloseSession();
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem))
        {
            // It is gone already, with the token or by itself.
        }
    }

    private void CloseToken(bool isLast)
    {
        if (isLast)
        {
            _token.Dispose();
            _pin?.Dispose();
            _gone.TrySetResult(true);
        }
    }

    private void Login(ISession session)
    {
        lock (_loginGate)
        {
            if (_loginFault is not null)
            {
                throw new DocSigningException(_loginFault.Faults);
            }

            if (!_loggedIn)
            {
                try
                {
                    Pkcs11Login.Login(session, _token, _pin);
                    _loggedIn = true;
                }
                catch (DocSigningException refused)
                {
                    _loginFault = refused;
                    throw;
                }
            }
        }
    }

    private static int LimitOf(ITokenInfo info)
    {
        ulong limit = new[] { info.MaxSessionCount, info.MaxRwSessionCount }.Where(count => count is > 0 and < MostSessions).DefaultIfEmpty((ulong)MostSessions).Min();
        return (int)limit;
    }
}

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

/// <summary>The user's login, with the PIN given or on the token's own pad.</summary>
internal static class Pkcs11Login
{
    /// <exception cref="DocSigningException">TokenPinMissing, TokenPinWrong, TokenPinLocked or TokenFault.</exception>
    public static void Login(ISession session, Pkcs11Token token, SecureString? pin)
    {
        try
        {
            // The flags of now, not those of when the token was found.
            ITokenFlags flags = token.Slot.GetTokenInfo().TokenFlags;
            bool hasPin = pin is { Length: > 0 };
            Refuse(flags, token.Name, hasPin);
            if (hasPin)
            {
                SecretText.UseUtf8(pin!, bytes => Login(session, bytes));
            }
            else
            {
                Login(session, null);
            }
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem))
        {
            throw Pkcs11Faults.Of(problem, token.Name);
        }
    }

    private static bool Login(ISession session, byte[]? pin)
    {
        try
        {
            session.Login(CKU.CKU_USER, pin);
        }
        catch (Pkcs11Exception problem) when (problem.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // Another part of this process has logged in; a login serves all of it.
        }

        return true;
    }

    private static void Refuse(ITokenFlags flags, string token, bool hasPin)
    {
        if (flags.UserPinLocked)
        {
            throw new DocSigningException(FaultKind.TokenPinLocked, Pkcs11Faults.PinField, Pkcs11Faults.Locked(token));
        }

        if (flags.UserPinFinalTry)
        {
            throw new DocSigningException(
                FaultKind.TokenPinLocked,
                Pkcs11Faults.PinField,
                $"{token} allows one last attempt before it locks, and that is not spent here. Log in once with the vendor's tool, which sets the count back.");
        }

        if (!hasPin && !flags.ProtectedAuthenticationPath && flags.LoginRequired)
        {
            throw new DocSigningException(
                FaultKind.TokenPinMissing,
                Pkcs11Faults.PinField,
                $"{token} asks for a PIN and has no pad of its own. Give its PIN with -Pin.");
        }
    }
}

using System.Collections.Concurrent;
using System.Security;
using CertCentral;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Work;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// One token, its PIN, and the sessions with it. The token is found when a caller first needs it. Sessions are opened when needed and used
/// again and again, never more of them than the token allows. One login serves all sessions, since a login belongs to the process
/// (section 5.6 of the standard). A PIN that the token has refused is never tried a second time: tokens lock after a few attempts.
/// </summary>
internal sealed class Pkcs11Sessions : IDisposable
{
    // Where a token says CK_EFFECTIVELY_INFINITE or CK_UNAVAILABLE, the standard leaves the number to us.
    private const int MostSessions = 16;

    private readonly Lazy<Opened> _opened;
    private readonly SecureString? _pin;
    private readonly ConcurrentBag<ISession> _idle = [];
    private readonly object _gate = new();
    private readonly object _loginGate = new();
    private readonly TaskCompletionSource<bool> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Pkcs11Token? _token;
    private int _count;
    private bool _closed;
    private bool _loggedIn;
    private DocSigningException? _loginFault;

    /// <param name="token">The token by label or serial, with the module that leads to it; nothing is opened yet.</param>
    /// <param name="pin">
    /// Null for a token with a pad of its own, or to see public objects only. Copied: this is the one copy of the PIN.
    /// </param>
    public Pkcs11Sessions(Pkcs11Uri token, SecureString? pin)
    {
        _pin = pin?.Copy();
        _opened = new Lazy<Opened>(() => Open(token));
    }

    /// <summary>The token. Finds it on this thread, if nobody has done so before.</summary>
    /// <exception cref="DocSigningException">TokenModuleUnusable, TokenNotFound, TokenAmbiguous or TokenFault.</exception>
    public Pkcs11Token Token => _opened.Value.Token;

    /// <summary>How many sessions the token allows at once, as far as it says.</summary>
    /// <exception cref="DocSigningException">As for <see cref="Token"/>.</exception>
    public int Limit => _opened.Value.Limit;

    /// <summary>Null when none was given.</summary>
    public SecureString? Pin => _pin;

    /// <summary>
    /// The token, found on another thread. The vendor's library may take long to start, and a cancelled caller does not wait for it; a
    /// token that is found after <see cref="Dispose"/> is closed again at once.
    /// </summary>
    /// <exception cref="DocSigningException">As for <see cref="Token"/>.</exception>
    public Task<Pkcs11Token> OpenAsync(CancellationToken cancellationToken) =>
        _opened.IsValueCreated ? Task.FromResult(Token) : Uninterruptible.RunAsync(() => Token, cancellationToken);

    /// <summary>
    /// Runs the work in a session, on another thread. A cancelled caller does not wait; the work itself cannot be interrupted.
    /// </summary>
    /// <param name="work">Gives plain values: another caller has the session afterwards.</param>
    /// <param name="login">Whether private objects are needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocSigningException">What the token refuses.</exception>
    public async Task<T> RunAsync<T>(Func<ISession, T> work, bool login, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        await _opened.Value.Free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Uninterruptible.RunAsync(() => RunInSession(work, login, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="RunAsync"/>, on this thread.</summary>
    public T Run<T>(Func<ISession, T> work, bool login)
    {
        _opened.Value.Free.Wait();
        return RunInSession(work, login, CancellationToken.None);
    }

    /// <summary>Closes idle sessions. One in use is closed when its work has ended, and the token and the PIN with the last one.</summary>
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

            isLast = _count == 0;
            if (!isLast)
            {
                _token!.Module.AddLeaving(_gone.Task);
            }

            Monitor.PulseAll(_gate);
        }

        CloseToken(isLast);
    }

    private Opened Open(Pkcs11Uri token)
    {
        var found = Pkcs11Token.Find(token);
        lock (_gate)
        {
            if (!_closed)
            {
                int limit = LimitOf(found.Info);
                _token = found;
                return new Opened(found, limit, new SemaphoreSlim(limit));
            }
        }

        found.Dispose();
        throw new ObjectDisposedException(nameof(Pkcs11KeyStore));
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
                LoginOnce(session);
            }

            // The wait for a session may have been long; for a cancelled caller nothing is begun on the token.
            cancellationToken.ThrowIfCancellationRequested();
            T result = work(session);
            broken = false;
            return result;
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem))
        {
            broken = problem is not Pkcs11Exception;
            throw Pkcs11Faults.Of(problem, Token.Name);
        }
        catch (Exception known) when (known is DocSigningException or OperationCanceledException)
        {
            broken = false;
            throw;
        }
        finally
        {
            Return(session, broken);
            _opened.Value.Free.Release();
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

                // Other programs hold the rest of the token's sessions: this thread waits until one of ours comes back.
                Monitor.Wait(_gate);
            }
        }
    }

    private ISession? TryOpen()
    {
        try
        {
            ISession opened = Token.Slot.OpenSession(Token.Info.TokenFlags.WriteProtected ? SessionType.ReadOnly : SessionType.ReadWrite);
            _count++;
            return opened;
        }
        catch (Pkcs11Exception problem) when (problem.RV == CKR.CKR_SESSION_COUNT && _count > 0)
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

            isLast = _closed && session is not null && _count == 0;
            Monitor.PulseAll(_gate);
        }

        CloseToken(isLast);
    }

    private void Close(ISession session)
    {
        _count--;
        try
        {
            session.CloseSession();
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem))
        {
            // The session is closed already: it, or the token with it, has gone.
        }
    }

    private void CloseToken(bool isLast)
    {
        if (isLast)
        {
            _token?.Dispose();
            _pin?.Dispose();
            _gone.TrySetResult(true);
        }
    }

    private void LoginOnce(ISession session)
    {
        lock (_loginGate)
        {
            if (_loginFault is not null)
            {
                throw CollectedFaults.Again(_loginFault);
            }

            if (!_loggedIn)
            {
                try
                {
                    Login(session);
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

    /// <summary>Logs the user in, with the PIN or on the token's own pad.</summary>
    /// <exception cref="DocSigningException">TokenPinMissing, TokenPinWrong, TokenPinLocked or TokenFault.</exception>
    private void Login(ISession session)
    {
        try
        {
            // The flags of this moment, not those of when the token was found.
            ITokenFlags flags = Token.Slot.GetTokenInfo().TokenFlags;
            bool hasPin = _pin is { Length: > 0 };
            Refuse(flags, Token.Name, hasPin);
            if (hasPin)
            {
                PinRule.RequireTypeable(_pin!);
                SecretText.UseUtf8(_pin!, bytes => Login(session, bytes));
            }
            else
            {
                Login(session, null);
            }
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem))
        {
            throw Pkcs11Faults.Of(problem, Token.Name);
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
            throw Pkcs11Faults.PinLocked(token);
        }

        if (flags.UserPinFinalTry)
        {
            throw Pkcs11Faults.LastAttempt(token);
        }

        if (!hasPin && !flags.ProtectedAuthenticationPath && flags.LoginRequired)
        {
            throw Pkcs11Faults.PinMissing(token, "asks for a PIN and has no pad of its own");
        }
    }

    private static int LimitOf(ITokenInfo info)
    {
        ulong limit = new[] { info.MaxSessionCount, info.MaxRwSessionCount }
            .Where(count => count is > 0 and < MostSessions)
            .DefaultIfEmpty((ulong)MostSessions)
            .Min();
        return (int)limit;
    }

    private sealed record Opened(Pkcs11Token Token, int Limit, SemaphoreSlim Free);
}

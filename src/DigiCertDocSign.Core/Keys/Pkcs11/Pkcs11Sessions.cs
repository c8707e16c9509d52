using System.Collections.Concurrent;
using System.Security;
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

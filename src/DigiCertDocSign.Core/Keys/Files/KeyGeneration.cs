namespace DigiCertDocSign.Keys.Files;

/// <summary>
/// Makes a key and stores it. The platform cannot interrupt key generation and RSA 4096 may take seconds, so there a cancelled caller
/// is let go at once, and the key that comes too late is thrown away; it was never written anywhere.
/// </summary>
internal static class KeyGeneration
{
    private const int Storing = 1;
    private const int Dropped = 2;

    /// <summary>On the caller's thread: a key on a curve is there in a tenth of a millisecond, and a change of threads costs more.</summary>
    /// <param name="make">Makes the key.</param>
    /// <param name="store">Makes the key durable; the key is disposed of when it throws.</param>
    /// <param name="cancellationToken">Asked before anything is made.</param>
    /// <exception cref="OperationCanceledException">Nothing was made.</exception>
    public static PlatformSigningKey Run(Func<PlatformSigningKey> make, Action<PlatformSigningKey> store, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PlatformSigningKey key = make();
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

    /// <summary>Off the caller's thread, for keys that take their time.</summary>
    /// <param name="make">Makes the key.</param>
    /// <param name="store">
    /// Makes the key durable, on the thread that made it. Once it has begun, nothing is cancelled: it takes milliseconds, and half a
    /// key is of use to nobody.
    /// </param>
    /// <param name="cancellationToken">Ends the wait while the key is being made.</param>
    /// <exception cref="OperationCanceledException">Nothing was stored.</exception>
    public static async Task<PlatformSigningKey> RunAsync(
        Func<PlatformSigningKey> make, Action<PlatformSigningKey> store, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int fate = 0;
        PlatformSigningKey? Make()
        {
            PlatformSigningKey key = make();
            try
            {
                key.GetSubjectPublicKeyInfo(); // the platform makes the key on first use: now, and not while it is stored
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

        Task<PlatformSigningKey?> work = Task.Run(Make, CancellationToken.None);
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

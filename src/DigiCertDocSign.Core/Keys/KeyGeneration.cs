namespace DigiCertDocSign;

/// <summary>
/// Key generation off the caller's thread. The platform cannot interrupt it and RSA 4096 may take seconds, so a
/// cancelled caller is let go at once and the key that comes too late is thrown away; it was never written anywhere.
/// </summary>
internal static class KeyGeneration
{
    public static async Task<PlatformSigningKey> RunAsync(KeyAlgorithmFacts facts, string reference, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<PlatformSigningKey> work = Task.Run(() => Generate(facts, reference), CancellationToken.None);
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetResult(true)))
        {
            if (await Task.WhenAny(work, cancelled.Task).ConfigureAwait(false) == work)
            {
                return await work.ConfigureAwait(false);
            }
        }

        _ = work.ContinueWith(
            late => late.Result.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
        throw new OperationCanceledException(cancellationToken);
    }

    private static PlatformSigningKey Generate(KeyAlgorithmFacts facts, string reference)
    {
        var key = new PlatformSigningKey(PlatformKeys.Generate(facts), facts, reference);
        // The platform makes the key on first use: here, not later on the caller's thread.
        key.GetSubjectPublicKeyInfo();
        return key;
    }
}

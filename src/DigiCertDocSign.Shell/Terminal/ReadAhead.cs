using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>
/// Makes a blocking console read interruptible: it runs on its own thread, and only when asked for, so that nothing is
/// taken from a native program's input. A read that Ctrl+C left behind keeps waiting and serves the next one who asks.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Lives as long as the process: its thread may be inside the console's read.")]
internal sealed class ReadAhead<T>(Func<T> read)
{
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly BlockingCollection<(T Value, Exception? Failure)> _answers = [];
    private bool _isPending;
    private bool _isStarted;

    public T Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isStarted)
        {
            _isStarted = true;
            new Thread(Work) { IsBackground = true, Name = "console input" }.Start();
        }

        if (!_isPending)
        {
            _isPending = true;
            _wanted.Release();
        }

        (T value, Exception? failure) = _answers.Take(cancellationToken);
        _isPending = false;
        return failure is null ? value : throw new IOException("The console cannot be read: " + failure.Message, failure);
    }

    private void Work()
    {
        while (true)
        {
            _wanted.Wait();
            try
            {
                _answers.Add((read(), null));
            }
            catch (Exception failure) when (failure is IOException or InvalidOperationException)
            {
                _answers.Add((default!, failure));
            }
        }
    }
}

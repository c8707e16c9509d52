using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A real database whose clock goes by that of the test, so that days of waiting take no time there either.</summary>
internal static class DatabaseClock
{
    /// <param name="storage">Of the database.</param>
    /// <param name="clock">What time it is there from now on.</param>
    public static IJournalStorage Set(IJournalStorage storage, TimeProvider clock)
    {
        IJournalStorage clocked = DispatchProxy.Create<IJournalStorage, StorageProxy>();
        ((StorageProxy)clocked).Begin(storage, clock);
        return clocked;
    }

    [SuppressMessage("Performance", "CA1852", Justification = "A proxy is made of a class that derives from it.")]
    public class StorageProxy : DispatchProxy
    {
        private IJournalStorage? _storage;
        private TimeProvider? _clock;

        internal void Begin(IJournalStorage storage, TimeProvider clock) => (_storage, _clock) = (storage, clock);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(_storage.EnterRunAsync)
            ? EnterAsync((string)args![0]!, (CancellationToken)args[1]!)
            : targetMethod.Invoke(_storage, [.. args!.Select(one => one is RunProxy run ? run.Inner : one)]);

        private async Task<IJournalRun> EnterAsync(string runId, CancellationToken cancellationToken)
        {
            IJournalRun run = DispatchProxy.Create<IJournalRun, RunProxy>();
            ((RunProxy)run).Begin(await _storage!.EnterRunAsync(runId, cancellationToken), _clock!);
            return run;
        }
    }

    [SuppressMessage("Performance", "CA1852", Justification = "A proxy is made of a class that derives from it.")]
    public class RunProxy : DispatchProxy
    {
        private TimeProvider? _clock;

        internal IJournalRun? Inner { get; private set; }

        internal void Begin(IJournalRun run, TimeProvider clock) => (Inner, _clock) = (run, clock);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(Inner.GetTimeAsync)
            ? Task.FromResult<DateTimeOffset?>(DateTimeOffset.FromUnixTimeMilliseconds(_clock!.GetUtcNow().ToUnixTimeMilliseconds()))
            : targetMethod.Invoke(Inner, args);
    }
}

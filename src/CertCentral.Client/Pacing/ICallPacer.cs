namespace CertCentral.Pacing;

/// <summary>Lets the calls of one key go in the order in which they came, none beyond its limits. Safe for threads.</summary>
internal interface ICallPacer : IDisposable
{
    /// <summary>The present, as <see cref="Refused"/> and <see cref="Accepted"/> take it.</summary>
    long Now { get; }

    /// <summary>How long the server still wants no calls, as far as is known here; zero when it wants them.</summary>
    TimeSpan HoldLeft { get; }

    /// <summary>The limits that are kept to at this moment: those given, or lower ones after refusals.</summary>
    IReadOnlyList<CallLimit> EffectiveLimits { get; }

    /// <summary>Whether a call may go now. It waits for nothing but the answer of a store that all hosts share.</summary>
    ValueTask<bool> TryTakeAsync(CancellationToken cancellationToken);

    /// <summary>Waits until a call may go.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    ValueTask TakeAsync(CancellationToken cancellationToken);

    /// <summary>The shortest time that a call would wait which comes now. Calls that wait already may make it longer.</summary>
    TimeSpan EstimateWait();

    /// <summary>
    /// Notes that the server refused (429) a call which was within the limits: all calls wait, and the limits are lowered.
    /// </summary>
    /// <param name="sent">When the call was sent: <see cref="Now"/> at that time.</param>
    /// <param name="silence">How long no call may be sent. A shorter silence never ends a longer one.</param>
    void Refused(long sent, TimeSpan silence);

    /// <summary>Notes that the server gave a call any answer but a refusal because of its limit.</summary>
    void Accepted(long sent);

    /// <summary>Why the count is not shared with others at present; null when it is, and when that was told already.</summary>
    string? TakeNotice();
}

namespace DigiCertDocSign.Journal;

/// <summary>The steps that an intent takes, each durable when its task completes. A step that cannot be taken is an error of the run.</summary>
internal sealed class IntentWriter(IOrderJournal journal, TimeProvider time)
{
    /// <exception cref="DocSigningException">JournalBusy: another process has changed the intent.</exception>
    [NotCancellable("A step takes milliseconds, and what has happened must be written down also when the run is being stopped.")]
    public async Task<OrderIntent> ChangeAsync(OrderIntent from, OrderIntent to)
    {
        OrderIntent changed = to with { UpdatedAt = Now() };
        return await journal.TryChangeAsync(from, changed, CancellationToken.None).ConfigureAwait(false)
            ? changed
            : throw new DocSigningException(
                FaultKind.JournalBusy,
                "JournalPath",
                $"The journal's entry {from.Reference} for {from.Email} was changed by another process while it was in use here. Run the command again.");
    }

    /// <returns>Null: another run was faster, or the order id stands with another intent.</returns>
    public async Task<OrderIntent?> TryChangeAsync(OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        OrderIntent changed = to with { UpdatedAt = Now() };
        return await journal.TryChangeAsync(from, changed, cancellationToken).ConfigureAwait(false) ? changed : null;
    }

    /// <summary>Takes an intent whose run is over, or whose order this run itself lost sight of, to settle it.</summary>
    /// <returns>Null: another run was faster.</returns>
    public Task<OrderIntent?> TakeInDoubtAsync(OrderIntent live, string runId, CancellationToken cancellationToken) => TryChangeAsync(
        live,
        live with
        {
            State = IntentState.InDoubt,
            RunId = runId,
            Problem = live.State == IntentState.Sent ? "The process that sent the order ended before the answer came." : live.Problem,
        },
        cancellationToken);

    // The journal keeps milliseconds; a finer time would not be found again.
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}

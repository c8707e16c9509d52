using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A journal whose disk is full for some changes.</summary>
internal sealed class FailingJournal(IOrderJournal journal, Func<OrderIntent, bool> fails) : IOrderJournal
{
    private bool _isFull;

    public IRunRegistry Runs => journal.Runs;

    public Task<OrderIntent?> TryClaimAsync(OrderIntent planned, CancellationToken cancellationToken)
    {
        ThrowIfFull(planned);
        return journal.TryClaimAsync(planned, cancellationToken);
    }

    public Task<bool> TryChangeAsync(OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        ThrowIfFull(to);
        return journal.TryChangeAsync(from, to, cancellationToken);
    }

    public Task<OrderIntent?> FindLiveAsync(IntentKey key, CancellationToken cancellationToken) => journal.FindLiveAsync(key, cancellationToken);

    public IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken) => journal.ReadAsync(filter, cancellationToken);

    /// <summary>Full once, full for good.</summary>
    private void ThrowIfFull(OrderIntent intent)
    {
        _isFull |= fails(intent);
        if (_isFull)
        {
            throw new DocSigningException(FaultKind.JournalFull, "JournalPath", "There is no room on the disk.");
        }
    }
}

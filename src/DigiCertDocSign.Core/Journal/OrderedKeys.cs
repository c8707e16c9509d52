namespace DigiCertDocSign.Journal;

/// <summary>
/// The keys of all that has left for the server. Of whoever comes back, or has another name by now, a key may lie in a store whose
/// certificate was never fetched: it looks as one of a run that was killed, and may have been the reason to revoke.
/// </summary>
public static class OrderedKeys
{
    /// <returns>SHA-256 of their public parts, in hexadecimal.</returns>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    public static async Task<IReadOnlyCollection<string>> ReadAsync(
        IOrderJournal? journal, long? accountId, CancellationToken cancellationToken)
    {
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (journal is not null)
        {
            var filter = new JournalFilter
            {
                AccountId = accountId,
                States = [IntentState.Sent, IntentState.InDoubt, IntentState.Placed, IntentState.Closed],
            };
            await foreach (OrderIntent intent in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
            {
                keys.UnionWith(new[] { intent.PublicKeySha256, intent.OtherPublicKeySha256 }.OfType<string>());
            }
        }

        return keys;
    }
}

using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// Finds out whether a pooler stands before the server that gives each transaction another session: a run's lock would stay with one and
/// its changes go to others. A pooler shows itself, since it answers with a number of its own for the process that serves the connection.
/// One that keeps sessions is as good as none.
/// </summary>
internal static class PostgresPooler
{
    private const int Rounds = 3;
    private const int WaitSeconds = 5;

    /// <param name="source">Opens a second connection, in whose transaction the first one is asked.</param>
    /// <param name="connection">Just opened.</param>
    /// <param name="place">For the message.</param>
    /// <param name="cancellationToken">Ends the wait for the server.</param>
    /// <exception cref="DocSigningException">JournalPooled.</exception>
    public static async Task RefuseAsync(
        NpgsqlDataSource source, NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        int served = await ServerProcessAsync(connection, cancellationToken).ConfigureAwait(false);
        if (served == connection.ProcessID)
        {
            return;
        }

        for (int round = 0; round < Rounds; round++)
        {
            // A pooler lends the session that was used last. So the second one gets that of the first, or the first loses it. Where there
            // is none for a second connection, the pool is full, and shows not whether it keeps sessions: it is tried again later.
            using NpgsqlConnection second = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            using NpgsqlTransaction transaction = second.BeginTransaction();
            int other = await ServerProcessAsync(second, cancellationToken).ConfigureAwait(false);
            if (other == served || await HasLostAsync(connection, served, place, cancellationToken).ConfigureAwait(false))
            {
                throw PostgresFaults.Pooled(place, null);
            }
        }
    }

    private static async Task<bool> HasLostAsync(
        NpgsqlConnection connection, int served, string place, CancellationToken cancellationToken)
    {
        try
        {
            return await ServerProcessAsync(connection, cancellationToken).ConfigureAwait(false) != served;
        }
        catch (NpgsqlException waits) when (waits.InnerException is TimeoutException)
        {
            // With one session for all there is none for the first while the second has it.
            throw PostgresFaults.Pooled(place, waits);
        }
    }

    private static async Task<int> ServerProcessAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT pg_backend_pid()";
        command.CommandTimeout = WaitSeconds;
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}

using System.Data.Common;
using System.Diagnostics;

namespace DigiCertDocSign.Journal.Sql;

/// <summary>Who started the runs, and what they changed, as rows of the tables, and back.</summary>
internal static class SqlRuns
{
    public const string ReadOwners = $"{Owners} ORDER BY run_id";

    /// <summary>The rows of all intents, with the reference behind them.</summary>
    public const string ReadHistories = $"{ReadChanges} ORDER BY changes.reference, changes.number";

    /// <summary>Writes a run of another journal, which is over.</summary>
    public const string TakeOwner =
        """
        INSERT INTO runs (run_id, epoch, user_name, host_name, process_id, started_at, ended_at)
        VALUES (@run_id, 1, @user_name, @host_name, @process_id, @started_at, @ended_at) ON CONFLICT DO NOTHING
        """;

    /// <summary>What the triggers have noted of an intent of another journal, whose own history is written then.</summary>
    public const string ForgetHistory = "DELETE FROM intent_changes WHERE reference = @reference";

    public const string TakeChange =
        """
        INSERT INTO intent_changes (reference, number, changed_at, from_state, to_state, run_id)
        VALUES (@reference, @number, @changed_at, @from_state, @to_state, @run_id)
        """;

    public const string RenameHistory = "UPDATE intent_changes SET reference = @reference WHERE reference = @replaces";

    private const string Owners = "SELECT run_id, user_name, host_name, process_id, started_at, ended_at FROM runs";

    private const string ReadChanges =
        """
        SELECT changes.changed_at, changes.from_state, changes.to_state, changes.run_id, runs.user_name, runs.host_name, changes.reference
        FROM intent_changes changes LEFT JOIN runs ON runs.run_id = changes.run_id
        """;

    /// <returns>Null: the journal does not know.</returns>
    public static async Task<RunOwner?> FindOwnerAsync(RowQuery<RunOwner> query, string runId, CancellationToken cancellationToken)
    {
        IReadOnlyList<RunOwner> found = await query(
            $"{Owners} WHERE run_id = @run_id",
            command => SqlIntents.Add(command, "run_id", runId),
            ReadOwner,
            cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>The steps that an intent has taken, oldest first.</summary>
    public static Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(
        RowQuery<IntentChange> query, string reference, CancellationToken cancellationToken) => query(
        $"{ReadChanges} WHERE changes.reference = @reference ORDER BY changes.number",
        command => SqlIntents.Add(command, "reference", reference),
        ReadChange,
        cancellationToken);

    public static void AddTaken(DbCommand command, RunOwner owner)
    {
        SqlIntents.Add(command, "run_id", owner.RunId);
        SqlIntents.Add(command, "user_name", owner.UserName);
        SqlIntents.Add(command, "host_name", owner.HostName);
        SqlIntents.Add(command, "process_id", owner.ProcessId);
        SqlIntents.Add(command, "started_at", SqlIntents.Milliseconds(owner.StartedAt));
        SqlIntents.Add(command, "ended_at", SqlIntents.Milliseconds(owner.EndedAt));
    }

    public static void AddTaken(DbCommand command, string reference, int number, IntentChange change)
    {
        SqlIntents.Add(command, "reference", reference);
        SqlIntents.Add(command, "number", number);
        SqlIntents.Add(command, "changed_at", SqlIntents.Milliseconds(change.ChangedAt));
        SqlIntents.Add(command, "from_state", change.From?.ToString());
        SqlIntents.Add(command, "to_state", change.To.ToString());
        SqlIntents.Add(command, "run_id", change.RunId);
    }

    /// <summary>The values of a new run, the run's id and the times apart.</summary>
    public static void AddOwner(DbCommand command)
    {
        using var process = Process.GetCurrentProcess();
        SqlIntents.Add(command, "user_name", Environment.UserName);
        SqlIntents.Add(command, "host_name", Environment.MachineName);
        SqlIntents.Add(command, "process_id", process.Id);
    }

    public static RunOwner ReadOwner(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt32(3),
        SqlIntents.Time(row, 4)!.Value,
        SqlIntents.Time(row, 5));

    public static IntentChange ReadChange(DbDataReader row) => new()
    {
        ChangedAt = SqlIntents.Time(row, 0)!.Value,
        From = row.IsDBNull(1) ? null : SqlIntents.Word<IntentState>(row, 1),
        To = SqlIntents.Word<IntentState>(row, 2),
        RunId = row.GetString(3),
        UserName = SqlIntents.Text(row, 4),
        HostName = SqlIntents.Text(row, 5),
    };
}

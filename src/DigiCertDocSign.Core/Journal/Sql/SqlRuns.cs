using System.Data.Common;
using System.Diagnostics;

namespace DigiCertDocSign.Journal.Sql;

/// <summary>Who started the runs, and what they changed, as rows of the tables, and back.</summary>
internal static class SqlRuns
{
    public const string FindOwner =
        "SELECT run_id, user_name, host_name, process_id, started_at, ended_at FROM runs WHERE run_id = @run_id";

    public const string ReadHistory =
        """
        SELECT changes.changed_at, changes.from_state, changes.to_state, changes.run_id, runs.user_name, runs.host_name
        FROM intent_changes changes LEFT JOIN runs ON runs.run_id = changes.run_id
        WHERE changes.reference = @reference ORDER BY changes.number
        """;

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

using System.Data.Common;

namespace DigiCertDocSign.Journal.Sql;

/// <summary>What is asked of the journal's tables, in words that both databases know.</summary>
internal static class SqlStatements
{
    /// <summary>So many intents are read at a time (<see cref="SqlPages"/>).</summary>
    public const int PageSize = 1000;

    private const string Orders = "('Order', 'Renewal', 'Replacement')";

    private const string IsOrderThatStands =
        $"product_name_id = @product_name_id AND kind IN {Orders} AND state IN ('Planned', 'Sent', 'InDoubt', 'Placed')";

    // By two lookups, since SQLite would read the whole account for an "or" of two columns.
    private const string IsStanding = $"""
        reference IN (
                SELECT reference FROM intents WHERE account_id = @account_id AND email_key = @email_key
                UNION
                SELECT reference FROM intents
                WHERE account_id = @account_id AND target_order_id IS NOT NULL AND target_order_id = CAST(@target_order_id AS BIGINT))
            AND {IsOrderThatStands}
        """;

    // The same person under another address: none of the unique indexes sees that.
    private const string IsOfSamePerson =
        $"account_id = @account_id AND directory_id IS NOT NULL AND directory_id = CAST(@directory_id AS TEXT) AND {IsOrderThatStands}";

    /// <summary>Its values are those of <see cref="AddKey"/>.</summary>
    public static string FindStanding { get; } =
        $"SELECT {SqlIntents.Columns} FROM intents WHERE {IsStanding} ORDER BY created_at, reference";

    /// <summary>Writes an intent as another journal has it. Its values are those of <see cref="AddTaken"/>.</summary>
    public static string Take { get; } = $"INSERT INTO intents ({SqlIntents.Columns}) VALUES ({SqlIntents.Values})";

    /// <summary>The same in the place of another one: of @replaces.</summary>
    public static string TakePlace { get; } =
        $"UPDATE intents SET ({SqlIntents.Columns}) = ({SqlIntents.Values}) WHERE reference = @replaces";

    /// <summary>Removes an intent that has ended and is still as it was read. Its values are those of <see cref="AddEnded"/>.</summary>
    public const string Remove =
        $"""
        DELETE FROM intents
        WHERE reference = @reference AND state = @state AND updated_at = @updated_at
            AND holds_claim = 0 AND (state IN ('Refused', 'Abandoned', 'Closed') OR (state = 'Placed' AND kind NOT IN {Orders}))
            AND NOT EXISTS (
                SELECT 1 FROM intents act WHERE act.account_id = intents.account_id AND act.target_order_id = intents.order_id
                    AND act.state IN ('Planned', 'Sent', 'InDoubt') AND act.kind NOT IN {Orders})
        """;

    /// <summary>
    /// Inserts an intent unless another one stands. The indexes alone would not see an order that was placed since the caller has looked,
    /// nor the second open intent of a person in a journal that is older than they are. Its values are those of <see cref="AddClaim"/>.
    /// </summary>
    /// <param name="weighed">How many references the caller has taken into account.</param>
    /// <param name="condition">What must hold besides; empty for nothing.</param>
    public static string Claim(int weighed, string condition)
    {
        string names = string.Concat(Enumerable.Range(0, weighed).Select(place => ", @weighed" + place));
        return $"""
            INSERT INTO intents ({SqlIntents.Columns}) SELECT {SqlIntents.Values}
            WHERE (@kind NOT IN {Orders} OR (NOT EXISTS (
                    SELECT 1 FROM intents WHERE {IsStanding} AND reference NOT IN (''{names}))
                AND NOT EXISTS (
                    SELECT 1 FROM intents WHERE {IsOfSamePerson} AND reference NOT IN (''{names})))){condition}
            ON CONFLICT DO NOTHING
            """;
    }

    /// <summary>
    /// Changes an intent that is still as it was read. An order belongs to one intent: the condition says so before the index does, which
    /// would answer with an error. Its values are those of <see cref="AddChange"/>.
    /// </summary>
    /// <param name="condition">What must hold besides; empty for nothing.</param>
    public static string Change(string condition) =>
        $"""
        UPDATE intents SET {SqlIntents.Assignments}
        WHERE reference = @reference AND state = @from_state AND run_id = @from_run AND run_epoch = @from_epoch
            AND updated_at = @from_updated_at
            AND (CAST(@order_id AS BIGINT) IS NULL OR NOT EXISTS (
                SELECT 1 FROM intents other
                WHERE other.account_id = @account_id AND other.order_id = @order_id AND other.reference <> @reference)){condition}
        """;

    public static string ReadPage(JournalFilter filter) =>
        FormattableString.Invariant(
            $"SELECT {SqlIntents.Columns} FROM intents WHERE {SqlFilter.Text(filter)} ORDER BY created_at, reference LIMIT {PageSize}");

    public static void AddKey(DbCommand command, IntentKey key, long? targetOrderId)
    {
        SqlIntents.AddKey(command, key);
        SqlIntents.Add(command, "target_order_id", targetOrderId);
    }

    public static void AddEnded(DbCommand command, OrderIntent intent)
    {
        SqlIntents.Add(command, "reference", intent.Reference);
        SqlIntents.Add(command, "state", intent.State.ToString());
        SqlIntents.Add(command, "updated_at", SqlIntents.Milliseconds(intent.UpdatedAt));
    }

    public static void AddTaken(DbCommand command, IntentWrite taken)
    {
        SqlIntents.AddTo(command, taken.Intent);
        command.Parameters["@holds_claim"].Value = taken.HoldsClaim ? 1 : 0;
        if (taken.Replaces is { } replaced)
        {
            SqlIntents.Add(command, "replaces", replaced);
        }
    }

    public static void AddClaim(DbCommand command, OrderIntent planned, IEnumerable<string> weighed)
    {
        SqlIntents.AddTo(command, planned);
        int place = 0;
        foreach (string reference in weighed)
        {
            SqlIntents.Add(command, "weighed" + place++, reference);
        }
    }

    public static void AddChange(DbCommand command, OrderIntent from, OrderIntent to)
    {
        SqlIntents.AddTo(command, to);
        SqlIntents.Add(command, "from_state", from.State.ToString());
        SqlIntents.Add(command, "from_run", from.RunId);
        SqlIntents.Add(command, "from_epoch", from.RunEpoch);
        SqlIntents.Add(command, "from_updated_at", SqlIntents.Milliseconds(from.UpdatedAt));
    }
}

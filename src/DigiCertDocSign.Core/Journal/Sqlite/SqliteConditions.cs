using System.Data.Common;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>A filter in SQL.</summary>
internal static class SqliteConditions
{
    public static string Text(JournalFilter filter)
    {
        var conditions = new List<string> { "(created_at > @created_after OR (created_at = @created_after AND reference > @reference_after))" };
        AddIf(filter.AccountId is not null, "account_id = @account_id");
        AddIf(filter.States.Count > 0, $"state IN ({string.Join(", ", filter.States.Select((_, place) => "@state" + place))})");
        AddIf(filter.Email is not null, "email_key = @email_key");
        AddIf(filter.Reference is not null, "reference = @reference");
        AddIf(filter.OrderId is not null, "order_id = @order_id");
        AddIf(filter.ChangedSince is not null, "updated_at >= @changed_since");
        return string.Join(" AND ", conditions);

        void AddIf(bool given, string condition)
        {
            if (given)
            {
                conditions.Add(condition);
            }
        }
    }

    /// <param name="command">Gets a value for each name in <see cref="Text"/>.</param>
    /// <param name="filter">The same.</param>
    /// <param name="createdAfter">With the next one: where the page before this one ended.</param>
    /// <param name="referenceAfter">Breaks the tie of intents of the same millisecond.</param>
    public static void AddTo(DbCommand command, JournalFilter filter, long createdAfter, string referenceAfter)
    {
        SqliteIntents.Add(command, "created_after", createdAfter);
        SqliteIntents.Add(command, "reference_after", referenceAfter);
        AddIf("account_id", filter.AccountId);
        AddIf("email_key", filter.Email?.Trim().ToLowerInvariant());
        AddIf("reference", filter.Reference?.Trim().ToUpperInvariant());
        AddIf("order_id", filter.OrderId);
        AddIf("changed_since", filter.ChangedSince?.ToUnixTimeMilliseconds());
        int place = 0;
        foreach (IntentState state in filter.States)
        {
            SqliteIntents.Add(command, "state" + place++, SqliteIntents.Name(state));
        }

        void AddIf(string name, object? value)
        {
            if (value is not null)
            {
                SqliteIntents.Add(command, name, value);
            }
        }
    }
}

using System.Data.Common;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Journal.Sql;

/// <summary>A filter in SQL.</summary>
internal static class SqlFilter
{
    public static string Text(JournalFilter filter)
    {
        var conditions =
            new List<string> { "(created_at > @created_after OR (created_at = @created_after AND reference > @reference_after))" };
        AddIf(filter.AccountId is not null, "account_id = @account_id");
        AddIf(filter.States.Count > 0, $"state IN ({string.Join(", ", filter.States.Select((_, place) => "@state" + place))})");
        AddIf(filter.Email is not null, "email_key = @email_key");
        AddIf(filter.Reference is not null, "reference = @reference");
        AddIf(filter.Kinds.Count > 0, $"kind IN ({string.Join(", ", filter.Kinds.Select((_, place) => "@kind" + place))})");
        AddIf(filter.OrderId is not null, "order_id = @order_id");
        AddIf(filter.TargetOrderId is not null, "target_order_id = @target_order_id");
        AddIf(
            filter.PublicKeySha256 is not null,
            "(public_key_sha256 = @public_key_sha256 OR other_public_key_sha256 = @public_key_sha256)");
        AddIf(filter.DirectoryId is not null, "directory_id = @directory_id");
        AddIf(filter.ChangedSince is not null, "updated_at >= @changed_since");
        AddIf(filter.ChangedBefore is not null, "updated_at < @changed_before");
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
        SqlIntents.Add(command, "created_after", createdAfter);
        SqlIntents.Add(command, "reference_after", referenceAfter);
        AddIf("account_id", filter.AccountId);
        AddIf("email_key", filter.Email is null ? null : EmailAddress.Of(filter.Email).Key);
        AddIf("reference", filter.Reference?.Trim().ToUpperInvariant());
        AddIf("order_id", filter.OrderId);
        AddIf("target_order_id", filter.TargetOrderId);
        AddIf("public_key_sha256", filter.PublicKeySha256);
        AddIf("directory_id", filter.DirectoryId);
        AddIf("changed_since", filter.ChangedSince?.ToUnixTimeMilliseconds());
        AddIf("changed_before", filter.ChangedBefore?.ToUnixTimeMilliseconds());
        AddWords("state", filter.States.Select(state => state.ToString()));
        AddWords("kind", filter.Kinds.Select(kind => kind.ToString()));

        void AddWords(string name, IEnumerable<string> words)
        {
            int place = 0;
            foreach (string word in words)
            {
                SqlIntents.Add(command, name + place++, word);
            }
        }

        void AddIf(string name, object? value)
        {
            if (value is not null)
            {
                SqlIntents.Add(command, name, value);
            }
        }
    }
}

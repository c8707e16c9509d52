using System.Data.Common;

namespace DigiCertDocSign.Journal.Sql;

/// <summary>Intents as rows of the table, and back.</summary>
internal static class SqlIntents
{
    // What an intent is never changes; how far it has come does.
    private static readonly string[] Fixed =
        ["reference", "account_id", "product_name_id", "email_key", "kind", "target_order_id", "created_at"];

    private static readonly string[] Changing =
    [
        "holds_claim", "state", "given_name", "surname", "email", "organization_id", "csr_sha256", "public_key_sha256", "key_reference",
        "other_public_key_sha256", "other_key_reference", "directory_id", "order_id", "request_id", "certificate_id", "is_whole_order",
        "newest_request_id_before", "order_status", "problem", "reason", "sends", "server_time", "highest_order_id_before", "send_ended_at",
        "server_time_at_end", "looked_at", "server_time_at_look", "look_saw_later_order", "run_id", "run_epoch", "updated_at",
    ];

    public static string Columns { get; } = string.Join(", ", Fixed.Concat(Changing));

    public static string Values { get; } = string.Join(", ", Fixed.Concat(Changing).Select(name => "@" + name));

    /// <summary>A claim is given back and never taken by a change: of two open intents that an old journal has, one holds it.</summary>
    public static string Assignments { get; } = string.Join(
        ", ", Changing.Select(name => name == "holds_claim" ? "holds_claim = holds_claim * @holds_claim" : $"{name} = @{name}"));

    public static void AddTo(DbCommand command, OrderIntent intent)
    {
        Add(command, "reference", intent.Reference);
        AddKey(command, intent.Key);
        Add(command, "kind", intent.Kind.ToString());
        Add(command, "target_order_id", intent.TargetOrderId);
        Add(command, "created_at", Milliseconds(intent.CreatedAt));
        Add(command, "holds_claim", intent.IsOpen ? 1 : 0);
        Add(command, "state", intent.State.ToString());
        Add(command, "given_name", intent.GivenName);
        Add(command, "surname", intent.Surname);
        Add(command, "email", intent.Email);
        Add(command, "organization_id", intent.OrganizationId);
        Add(command, "csr_sha256", intent.CsrSha256);
        Add(command, "public_key_sha256", intent.PublicKeySha256);
        Add(command, "key_reference", intent.KeyReference);
        Add(command, "other_public_key_sha256", intent.OtherPublicKeySha256);
        Add(command, "other_key_reference", intent.OtherKeyReference);
        Add(command, "directory_id", intent.DirectoryId);
        Add(command, "order_id", intent.OrderId);
        Add(command, "request_id", intent.RequestId);
        Add(command, "certificate_id", intent.CertificateId);
        Add(command, "is_whole_order", intent.IsWholeOrder ? 1 : 0);
        Add(command, "newest_request_id_before", intent.NewestRequestIdBefore);
        Add(command, "order_status", intent.OrderStatus);
        Add(command, "problem", intent.Problem);
        Add(command, "reason", intent.Reason);
        Add(command, "sends", intent.Sends);
        Add(command, "server_time", Milliseconds(intent.ServerTimeAtSend));
        Add(command, "highest_order_id_before", intent.HighestOrderIdBefore);
        Add(command, "send_ended_at", Milliseconds(intent.SendEndedAt));
        Add(command, "server_time_at_end", Milliseconds(intent.ServerTimeAtEnd));
        Add(command, "looked_at", Milliseconds(intent.LookedInVainAt));
        Add(command, "server_time_at_look", Milliseconds(intent.ServerTimeAtLook));
        Add(command, "look_saw_later_order", intent.LookSawLaterOrder ? 1 : 0);
        Add(command, "run_id", intent.RunId);
        Add(command, "run_epoch", intent.RunEpoch);
        Add(command, "updated_at", Milliseconds(intent.UpdatedAt));
    }

    public static void AddKey(DbCommand command, IntentKey key)
    {
        Add(command, "account_id", key.AccountId);
        Add(command, "product_name_id", key.ProductNameId);
        Add(command, "email_key", key.Email);
    }

    public static void Add(DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    public static long? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    /// <summary>A row whose columns are those of <see cref="Columns"/>.</summary>
    public static OrderIntent Read(DbDataReader row)
    {
        int column = 0;
        return new OrderIntent
        {
            Reference = row.GetString(column++),
            Key = new IntentKey(row.GetInt64(column++), row.GetString(column++), row.GetString(column++)),
            Kind = Word<IntentKind>(row, column++),
            TargetOrderId = Number(row, column++),
            CreatedAt = Time(row, column++)!.Value,

            // Behind "holds_claim", which follows from the state.
            State = Word<IntentState>(row, ++column),
            GivenName = row.GetString(++column),
            Surname = row.GetString(++column),
            Email = row.GetString(++column),
            OrganizationId = Number(row, ++column),
            CsrSha256 = Text(row, ++column),
            PublicKeySha256 = Text(row, ++column),
            KeyReference = Text(row, ++column),
            OtherPublicKeySha256 = Text(row, ++column),
            OtherKeyReference = Text(row, ++column),
            DirectoryId = Text(row, ++column),
            OrderId = Number(row, ++column),
            RequestId = Number(row, ++column),
            CertificateId = Number(row, ++column),
            IsWholeOrder = row.GetInt32(++column) != 0,
            NewestRequestIdBefore = Number(row, ++column),
            OrderStatus = Text(row, ++column),
            Problem = Text(row, ++column),
            Reason = Text(row, ++column),
            Sends = row.GetInt32(++column),
            ServerTimeAtSend = Time(row, ++column),
            HighestOrderIdBefore = Number(row, ++column),
            SendEndedAt = Time(row, ++column),
            ServerTimeAtEnd = Time(row, ++column),
            LookedInVainAt = Time(row, ++column),
            ServerTimeAtLook = Time(row, ++column),
            LookSawLaterOrder = row.GetInt32(++column) != 0,
            RunId = row.GetString(++column),
            RunEpoch = row.GetInt64(++column),
            UpdatedAt = Time(row, ++column)!.Value,
        };
    }

    private static T Word<T>(DbDataReader row, int column)
        where T : struct =>
        Enum.TryParse(row.GetString(column), out T word)
            ? word
            : throw new FormatException($"The journal has an intent of the {typeof(T).Name} '{row.GetString(column)}'.");

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        Number(row, column) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}

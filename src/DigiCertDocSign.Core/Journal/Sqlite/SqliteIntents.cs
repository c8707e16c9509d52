using System.Data.Common;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>Intents as rows of the table, and back.</summary>
internal static class SqliteIntents
{
    public const string Columns =
        "reference, account_id, product_name_id, email_key, renewal_of, copy, live, state, given_name, surname, email, organization_id, "
        + "csr_sha256, key_reference, order_id, request_id, order_status, problem, sends, looked_at, run_id, created_at, updated_at, "
        + "server_time";

    public const string Values =
        "@reference, @account_id, @product_name_id, @email_key, @renewal_of, @copy, @live, @state, @given_name, @surname, @email, "
        + "@organization_id, "
        + "@csr_sha256, @key_reference, @order_id, @request_id, @order_status, @problem, @sends, @looked_at, @run_id, @created_at, "
        + "@updated_at, @server_time";

    public const string Assignments =
        "live = @live, state = @state, given_name = @given_name, surname = @surname, email = @email, organization_id = @organization_id, "
        + "csr_sha256 = @csr_sha256, key_reference = @key_reference, order_id = @order_id, request_id = @request_id, "
        + "order_status = @order_status, problem = @problem, sends = @sends, looked_at = @looked_at, run_id = @run_id, updated_at = "
        + "@updated_at, "
        + "server_time = @server_time";

    public static void AddTo(DbCommand command, OrderIntent intent)
    {
        Add(command, "reference", intent.Reference);
        AddKey(command, intent.Key);
        Add(command, "live", intent.IsLive ? 1 : 0);
        Add(command, "state", Name(intent.State));
        Add(command, "given_name", intent.GivenName);
        Add(command, "surname", intent.Surname);
        Add(command, "email", intent.Email);
        Add(command, "organization_id", intent.OrganizationId);
        Add(command, "csr_sha256", intent.CsrSha256);
        Add(command, "key_reference", intent.KeyReference);
        Add(command, "order_id", intent.OrderId);
        Add(command, "request_id", intent.RequestId);
        Add(command, "order_status", intent.OrderStatus);
        Add(command, "problem", intent.Problem);
        Add(command, "sends", intent.Sends);
        Add(command, "looked_at", intent.LookedInVainAt?.ToUnixTimeMilliseconds());
        Add(command, "run_id", intent.RunId);
        Add(command, "created_at", intent.CreatedAt.ToUnixTimeMilliseconds());
        Add(command, "updated_at", intent.UpdatedAt.ToUnixTimeMilliseconds());
        Add(command, "server_time", intent.ServerTimeAtSend?.ToUnixTimeMilliseconds());
    }

    public static void AddKey(DbCommand command, IntentKey key)
    {
        Add(command, "account_id", key.AccountId);
        Add(command, "product_name_id", key.ProductNameId);
        Add(command, "email_key", key.Email);
        Add(command, "renewal_of", key.RenewalOfOrderId);
        Add(command, "copy", key.Copy);
    }

    public static void Add(DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    public static string Name(IntentState state) => state.ToString();

    /// <summary>In the order of <see cref="Columns"/>.</summary>
    public static OrderIntent Read(DbDataReader row) => new()
    {
        Reference = row.GetString(0),
        Key = new IntentKey(row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5)),
        State = ParseState(row.GetString(7)),
        GivenName = row.GetString(8),
        Surname = row.GetString(9),
        Email = row.GetString(10),
        OrganizationId = Number(row, 11),
        CsrSha256 = Text(row, 12),
        KeyReference = Text(row, 13),
        OrderId = Number(row, 14),
        RequestId = Number(row, 15),
        OrderStatus = Text(row, 16),
        Problem = Text(row, 17),
        Sends = row.GetInt32(18),
        LookedInVainAt = Number(row, 19) is { } looked ? Time(looked) : null,
        RunId = row.GetString(20),
        CreatedAt = Time(row.GetInt64(21)),
        UpdatedAt = Time(row.GetInt64(22)),
        ServerTimeAtSend = Number(row, 23) is { } sent ? Time(sent) : null,
    };

    private static IntentState ParseState(string name) =>
        Enum.TryParse(name, out IntentState state) ? state : throw new FormatException($"The journal has an intent in the state '{name}'.");

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

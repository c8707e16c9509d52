using System.Security.Cryptography;
using System.Text;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>Advisory locks: numbers that a session or a transaction can hold, without a row.</summary>
internal static class PostgresLocks
{
    /// <summary>In pg_locks: the lock of the key @name, as it shows there.</summary>
    public static string IsKey(string name) => IsKeyIn("@" + name);

    /// <summary>In pg_locks: the lock of a key that a column or a parameter has.</summary>
    public static string IsKeyIn(string key) =>
        $"locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        + $"AND classid::bigint = ({key} >> 32) & 4294967295 AND objid::bigint = {key} & 4294967295 AND objsubid = 1 AND granted";

    /// <param name="kind">What is locked: so that a run and a person never share a key by their names.</param>
    /// <param name="names">Which one.</param>
    public static long KeyOf(string kind, params string[] names)
    {
        using var hash = SHA256.Create();
        byte[] sum = hash.ComputeHash(Encoding.UTF8.GetBytes("DigiCertDocSign\n" + kind + "\n" + string.Join("\n", names)));
        return BitConverter.ToInt64(sum, 0);
    }
}

using System.Data.Common;
using DigiCertDocSign.Storage;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>The connection service files of PostgreSQL: a name for a server, kept in a file that its other programs read as well.</summary>
internal static class PostgresServices
{
    private const string Service = "service";

    /// <summary>What the string may call the servers that are wanted of several; the first is what Npgsql calls it.</summary>
    public static readonly string[] TargetNames = ["target session attributes", "targetsessionattributes"];

    /// <summary>Words of libpq, which the files are written in, and what Npgsql calls them. What it has no word for is left out.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "host",
        ["hostaddr"] = "host",
        ["port"] = "port",
        ["dbname"] = "database",
        ["user"] = "username",
        ["password"] = "password",
        ["passfile"] = "passfile",
        ["sslmode"] = "ssl mode",
        ["sslrootcert"] = "root certificate",
        ["sslcert"] = "ssl certificate",
        ["sslkey"] = "ssl key",
        ["sslpassword"] = "ssl password",
        ["connect_timeout"] = "timeout",
        ["application_name"] = "application name",
        ["target_session_attrs"] = "target session attributes",
        ["krbsrvname"] = "kerberos service name",
        ["options"] = "options",
    };

    /// <summary>What is in the string, with what the service that it names has in its file; the string itself has the last word.</summary>
    /// <exception cref="DocSigningException">JournalDatabaseInvalid.</exception>
    public static DbConnectionStringBuilder Resolve(string database)
    {
        string text = database.Trim();
        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            throw PostgresFaults.IsAddress();
        }

        var given = new DbConnectionStringBuilder();
        try
        {
            given.ConnectionString = text.Contains('=') ? text : $"{Service}={text}";
        }
        catch (ArgumentException)
        {
            throw PostgresFaults.StringUnreadable();
        }

        if (!given.TryGetValue(Service, out object? name))
        {
            return given;
        }

        given.Remove(Service);
        given = WithNpgsqlNames(given);
        foreach (KeyValuePair<string, string> entry in Find((string)name))
        {
            if (!given.ContainsKey(entry.Key))
            {
                given[entry.Key] = entry.Value;
            }
        }

        return given;
    }

    /// <summary>Npgsql knows a thing by several names, as User Id and Username; each is brought to the one that is in Words.</summary>
    /// <exception cref="DocSigningException">JournalDatabaseInvalid.</exception>
    private static DbConnectionStringBuilder WithNpgsqlNames(DbConnectionStringBuilder given)
    {
        var named = new DbConnectionStringBuilder();
        try
        {
            // This one may be written as libpq does, which Npgsql does not read.
            foreach (string name in TargetNames.Where(given.ContainsKey))
            {
                named[TargetNames[0]] = given[name];
                given.Remove(name);
            }

            var read = new NpgsqlConnectionStringBuilder(given.ConnectionString);
            foreach (string name in read.Keys)
            {
                named[name] = read[name];
            }

            return named;
        }
        catch (Exception problem) when (PostgresSettings.IsOfString(problem))
        {
            throw PostgresFaults.StringUnreadable();
        }
    }

    private static Dictionary<string, string> Find(string name)
    {
        string[] files = [.. Files()];
        foreach (string file in files)
        {
            try
            {
                if (File.Exists(file) && Read(File.ReadLines(file), file, name) is { } found)
                {
                    return found;
                }
            }
            catch (Exception problem) when (DurableFile.IsFileProblem(problem))
            {
                throw PostgresFaults.ServiceFileUnreadable(file, problem);
            }
        }

        throw PostgresFaults.ServiceUnknown(name, files);
    }

    /// <summary>Where libpq looks, in its order: the user's file, then the machine's.</summary>
    private static IEnumerable<string> Files()
    {
        bool isWindows = Path.DirectorySeparatorChar == '\\';
        if (Environment.GetEnvironmentVariable("PGSERVICEFILE") is { Length: > 0 } named)
        {
            yield return named;
        }
        else if (isWindows)
        {
            yield return Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", ".pg_service.conf");
        }
        else
        {
            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pg_service.conf");
        }

        if (Environment.GetEnvironmentVariable("PGSYSCONFDIR") is { Length: > 0 } folder)
        {
            yield return Path.Combine(folder, "pg_service.conf");
        }
        else if (!isWindows)
        {
            yield return "/etc/postgresql-common/pg_service.conf";
        }
    }

    /// <returns>Null: the file has no such service.</returns>
    private static Dictionary<string, string>? Read(IEnumerable<string> lines, string file, string name)
    {
        Dictionary<string, string>? found = null;
        foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
            {
                if (found is not null)
                {
                    break;
                }

                found = line == $"[{name}]" ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) : null;
                continue;
            }

            int equals = line.IndexOf('=');
            if (found is null)
            {
                continue;
            }

            if (equals <= 0)
            {
                throw PostgresFaults.ServiceLineUnreadable(file, name);
            }

            if (Words.TryGetValue(line.Substring(0, equals).Trim(), out string? word))
            {
                string value = line.Substring(equals + 1).Trim();
                found[word] = word == "ssl mode" ? value.Replace("-", "") : value;
            }
        }

        return found;
    }
}

using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace DigiCertDocSign.Cmdlets.Connections;

/// <summary>
/// The open connections of each runspace. The one made last is its current one while it is open; after it no other moves up, or what was
/// meant for a sandbox would go to an account. Runspaces share nothing.
/// </summary>
internal static class ConnectionStore
{
    private static readonly ConditionalWeakTable<Runspace, OpenConnections> ByRunspace = new();

    private static OpenConnections Of =>
        Runspace.DefaultRunspace is { } runspace ? ByRunspace.GetOrCreateValue(runspace) : new OpenConnections();

    private static List<DocSigningConnection> Mine => Of.List;

    public static IReadOnlyList<DocSigningConnection> All => Mine;

    /// <summary>The names of the open connections, in quotes; empty when none is open.</summary>
    public static string Names => string.Join(", ", Mine.Select(connection => $"'{connection.Name}'"));

    public static DocSigningConnection? Current => Of.Current;

    /// <summary>
    /// Leaves the runspace without a current connection; the open ones stay open. An operator who asked for another connection and did not
    /// get it must not order over the earlier one.
    /// </summary>
    public static void ForgetCurrent() => Of.Current = null;

    /// <summary>The open connection of this name, in any case; names are unique within a runspace.</summary>
    public static DocSigningConnection? Named(string name) =>
        Mine.FirstOrDefault(connection => string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The given connection, or else the current one.</summary>
    /// <exception cref="DocSigningException">There is none, or the given one is closed.</exception>
    public static DocSigningConnection Resolve(DocSigningConnection? given)
    {
        DocSigningConnection connection = given ?? Current ?? throw ConnectionFaults.NoneIsCurrent(Names);
        return connection.IsOpen ? connection : throw ConnectionFaults.Closed(connection);
    }

    /// <summary>Makes the connection the current one. One of the same name is closed and gives way.</summary>
    public static void Add(DocSigningConnection connection)
    {
        if (Named(connection.Name) is { } former)
        {
            Close(former);
        }

        Mine.Add(connection);
        Of.Current = connection;
    }

    public static void Close(DocSigningConnection connection)
    {
        Mine.Remove(connection);
        if (Current == connection)
        {
            ForgetCurrent();
        }

        connection.Close();
    }

    public static void CloseAllOfThisRunspace()
    {
        foreach (DocSigningConnection connection in Mine.ToArray())
        {
            Close(connection);
        }
    }

    private sealed class OpenConnections
    {
        public List<DocSigningConnection> List { get; } = [];

        public DocSigningConnection? Current { get; set; }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DigiCertDocSign.Fixtures;

/// <summary>A real PgBouncer before one database of a server.</summary>
public sealed class PgBouncer : IDisposable
{
    private readonly Process _process;

    /// <param name="server">Whose database.</param>
    /// <param name="database">Its name, here and there.</param>
    /// <param name="mode">"transaction" or "session".</param>
    /// <param name="sessions">How many it keeps with the server.</param>
    public PgBouncer(PostgresServer server, string database, string mode, int sessions)
    {
        Port = PostgresServer.FreePort();
        string name = Path.Combine(server.Folder, $"pgbouncer{Port}");
        File.WriteAllText(name + ".txt", $"\"{PostgresServer.Owner}\" \"{PostgresServer.Password}\"\n");
        File.WriteAllText(
            name + ".ini",
            $"""
            [databases]
            {database} = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = plain
            auth_file = {name}.txt
            pool_mode = {mode}
            default_pool_size = {sessions}
            query_wait_timeout = 10
            """);

        // It ends with the tests, however they do.
        string program = Path.Combine(PostgresServer.FolderWith("pgbouncer", ["/usr/sbin"])!, "pgbouncer");
        ProcessStartInfo start = server.Command("sh", "-c", $"'{program}' -q '{name}.ini' & cat > /dev/null; kill $!");
        start.RedirectStandardInput = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException("sh did not start.");
        while (!IsUp())
        {
            Thread.Yield();
        }
    }

    public int Port { get; }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private bool IsUp()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException) when (!_process.HasExited)
        {
            return false;
        }
    }
}

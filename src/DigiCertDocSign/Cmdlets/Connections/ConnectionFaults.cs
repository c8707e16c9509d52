namespace DigiCertDocSign.Cmdlets.Connections;

/// <summary>Why a command has no connection to work with, in words: what is missing in this runspace, and what to do about it.</summary>
internal static class ConnectionFaults
{
    /// <summary>A command that talks to CertCentral was told no connection, and there is no current one.</summary>
    public static DocSigningException NoneIsCurrent() => New(ConnectionStore.All.Count == 0
        ? "There is no current connection to CertCentral in this runspace. Run Connect-DocSigning first, or pass -Connection; "
            + "a thread job or ForEach-Object -Parallel has a runspace of its own and needs -Connection."
        : $"No connection is current in this runspace, and none of the open ones is chosen for you: {ConnectionStore.Names}. "
            + "Name the one that is meant with -Connection, or run Connect-DocSigning.");

    public static DocSigningException IsClosed(DocSigningConnection connection) =>
        New($"The connection '{connection.Name}' is closed. Run Connect-DocSigning again.");

    /// <summary>There is nothing to close.</summary>
    /// <param name="name">As the operator gave it; null when the current connection is meant.</param>
    public static DocSigningException NoneToClose(string? name)
    {
        string what = name is null ? "no current connection" : $"no open connection named '{name}'";
        string others = ConnectionStore.All.Count == 0
            ? "None is open."
            : $"Open are: {ConnectionStore.Names}. Name the one that is meant.";
        return New($"There is {what} in this runspace. {others}");
    }

    private static DocSigningException New(string text) => new(FaultKind.NotConnected, "Connection", text);
}

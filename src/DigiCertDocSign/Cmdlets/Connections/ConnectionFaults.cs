namespace DigiCertDocSign.Cmdlets.Connections;

/// <summary>What can go wrong with a connection, in words.</summary>
internal static class ConnectionFaults
{
    private const string Connection = "Connection";

    public static DocSigningException SandboxUnavailable(Exception problem) =>
        new(FaultKind.SandboxUnavailable, "SandboxPath", problem.Message, problem);

    public static DocSigningException NotASandbox(DocSigningConnection connection) => new(
        FaultKind.NotASandbox,
        Connection,
        $"The connection '{connection.Name}' leads to an account, where nobody turns the clock. Name a sandbox with -Connection, or open "
        + "one with Connect-DocSigning -Sandbox.");

    public static DocSigningException ClockGoesBack(DateTimeOffset present, DateTimeOffset wanted) => new(
        FaultKind.SandboxDateInvalid,
        "To",
        FormattableString.Invariant($"To: in the sandbox it is {present:yyyy-MM-dd HH:mm} already, and its clock does not go back to ")
        + FormattableString.Invariant($"{wanted:yyyy-MM-dd HH:mm}."));

    public static DocSigningException ClockGoesTooFar(DateTimeOffset present, DateTimeOffset wanted, int days) => new(
        FaultKind.SandboxDateInvalid,
        "To",
        FormattableString.Invariant($"To: {wanted:yyyy-MM-dd} is more than {days} days after {present:yyyy-MM-dd}, which it is in the ")
        + "sandbox, and its clock is turned no further at once. Name an earlier date.");

    /// <param name="parameter">That it was given to.</param>
    /// <param name="given">The date.</param>
    /// <param name="first">The first year that a sandbox knows.</param>
    /// <param name="last">The last one.</param>
    public static DocSigningException NoSandboxDate(string parameter, DateTime given, int first, int last) => new(
        FaultKind.SandboxDateInvalid,
        parameter,
        FormattableString.Invariant($"{parameter}: a sandbox has no {given:yyyy-MM-dd}. Name a date of the years {first} to {last}."));

    public static DocSigningException ApiKeyInvalid(ArgumentException problem) =>
        new(FaultKind.ApiKeyInvalid, "ApiKey", problem.Message, problem);

    public static DocSigningException BaseUriInvalid(ArgumentException problem) =>
        new(FaultKind.BaseUriInvalid, "BaseUri", problem.Message, problem);

    public static DocSigningException RateLimitInvalid(string text) => new(
        FaultKind.RateLimitInvalid,
        "RateLimit",
        $"RateLimit: '{text}' is no limit. Write calls/seconds, each a whole number above zero, as in '100/5'.");

    /// <param name="isDatabaseNamed">Whether a database is named beside a file; else a password without a database.</param>
    public static DocSigningException OneJournal(bool isDatabaseNamed) => new(
        FaultKind.JournalDatabaseInvalid,
        "JournalDatabase",
        isDatabaseNamed
            ? "JournalDatabase: a journal is in a database or in a file. Leave out -JournalPath."
            : "JournalDatabase: -JournalDatabasePassword is of no use without it. Name the database.");

    public static DocSigningException AccountUnknown(DocSigningConnection connection) => new(
        FaultKind.AccountUnknown,
        Connection,
        $"CertCentral does not say which account the API key of '{connection.Name}' belongs to, so nothing is ordered: "
        + "the journal could not tell its orders from those of other accounts.");

    public static DocSigningException Closed(DocSigningConnection connection) => new(
        FaultKind.NotConnected, Connection, $"The connection '{connection.Name}' is closed. Run Connect-DocSigning again.");

    /// <param name="open">The names of the open connections; empty when none is open.</param>
    public static DocSigningException NoneIsCurrent(string open) => new(
        FaultKind.NotConnected,
        Connection,
        open.Length == 0
            ? "There is no current connection to CertCentral in this runspace. Run Connect-DocSigning first, or pass -Connection; "
                + "a thread job or ForEach-Object -Parallel has a runspace of its own and needs -Connection."
            : $"No connection is current in this runspace, and none of the open ones is chosen for you: {open}. Name the one that is meant "
                + "with -Connection, or run Connect-DocSigning.");

    /// <param name="name">The connection that was to be closed; null for the current one.</param>
    /// <param name="open">The names of the open connections; empty when none is open.</param>
    public static DocSigningException NoneToClose(string? name, string open) => new(
        FaultKind.NotConnected,
        Connection,
        $"There is {(name is null ? "no current connection" : $"no open connection named '{name}'")} in this runspace. "
        + (open.Length == 0 ? "None is open." : $"Open are: {open}. Name the one that is meant."));
}

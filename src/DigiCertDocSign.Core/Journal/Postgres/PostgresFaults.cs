using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using DigiCertDocSign.Text;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>What PostgreSQL, the way to it and its settings can answer with, and what that means to an administrator.</summary>
internal static class PostgresFaults
{
    private const string Parameter = "JournalDatabase";

    /// <summary>The one state that Npgsql has no name for.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>Whether a problem is the database's, or the network's on the way to it.</summary>
    public static bool IsOfDatabase(Exception problem) =>
        problem is NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException
            or UnauthorizedAccessException or CryptographicException or NotSupportedException;

    /// <summary>Whether another connection may do better: after a restart, a failover, a cable that is plugged in again.</summary>
    public static bool Passes(Exception problem) => problem switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("08", StringComparison.Ordinal) || state
            is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.IdleSessionTimeout or IdleInTransaction
                or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgresErrorCodes.ObjectNotInPrerequisiteState
                or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable,
        NpgsqlException { InnerException: AggregateException several } => several.InnerExceptions.Any(Passes),
        NpgsqlException connection => connection.IsTransient,
        SocketException or TimeoutException or EndOfStreamException => true,
        _ => problem.GetType() == typeof(IOException),
    };

    /// <summary>Whether only the transaction came to nothing, on a connection that is well.</summary>
    public static bool LeavesSession(Exception problem) => problem is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable,
    };

    /// <param name="problem">What Npgsql threw.</param>
    /// <param name="place">Server, database and schema.</param>
    public static DocSigningException Explain(Exception problem, string place) => problem switch
    {
        NpgsqlException { InnerException: AggregateException several } =>
            Explain(several.InnerExceptions.FirstOrDefault(one => !Passes(one)) ?? several.InnerExceptions[0], place),
        PostgresException answer => Answered(answer, place),
        AuthenticationException or CryptographicException or NpgsqlException { InnerException: AuthenticationException } =>
            TlsFailed(problem, place),

        // A file of passwords, a certificate: what is missing there is no fault of the network.
        _ when problem is not NpgsqlException && !Passes(problem) =>
            Invalid($"what the connection string names cannot be used: {Sentence.WithoutStop(problem.Message)}."),
        NpgsqlException { InnerException: null } own when own.Message.Contains("SSL") => TlsFailed(problem, place),
        NpgsqlException { InnerException: null } own when own.Message.Contains("password") => SignInFailed(problem, place),
        _ => Unreachable(problem, place),
    };

    public static DocSigningException StringUnreadable() => Invalid(
        "the connection string cannot be read. Write it as in 'Host=db.example;Database=docsigning;Username=orders', with quotation marks "
        + "around a value that has a semicolon in it.");

    public static DocSigningException IsAddress() => Invalid(
        "an address such as postgresql://... is not read. Write it as in 'Host=db.example;Database=docsigning;Username=orders'.");

    public static DocSigningException HostMissing() =>
        Invalid("the connection string names no server. Add Host=, as in 'Host=db.example'.");

    public static DocSigningException SchemaUnclear() => Invalid(
        "Search Path= names the one schema that is the journal's, as in 'Search Path=docsigning', and neither several nor \"$user\", which "
        + "would be another journal for each role.");

    public static DocSigningException TwoPasswords() => Invalid(
        "the connection string, or the service that it names, has a password, and -JournalDatabasePassword gives another. Leave one out.");

    /// <param name="mode">The SSL Mode that is too weak.</param>
    public static DocSigningException TlsTooWeak(string mode) => Invalid(
        $"SSL Mode={mode} would let anybody on the way read and change the journal. Take it out of the string: VerifyFull is then used, "
        + "with Root Certificate= where the server's certificate is from an authority of your own.");

    /// <param name="mode">The SSL Mode, which encrypts.</param>
    public static string IsNotVerified(string mode) =>
        $"SSL Mode={mode} does not prove that the journal's database is the server that is named. Without it in the connection string, "
        + "VerifyFull is used.";

    public static DocSigningException ServiceUnknown(string name, IEnumerable<string> files) => Invalid(
        $"there is no service '{name}' in {string.Join(" or ", files)}. Write it there, or give a connection string such as "
        + "'Host=db.example;Database=docsigning;Username=orders'.");

    public static DocSigningException ServiceLineUnreadable(string file, string name) => Invalid(
        $"the service '{name}' in {file} has a line that is not of the form name=value. Correct the file.");

    public static DocSigningException ServiceFileUnreadable(string file, Exception problem) => Invalid(
        $"the service file {file} cannot be read: {problem.Message}");

    public static DocSigningException ServerTooOld(string place, Version found, int oldest) => Invalid(
        $"the server of {place} is PostgreSQL {found}, and a journal needs {oldest} or later: older ones do not give free what a host held "
        + "that is gone.");

    public static DocSigningException NotUnicode(string place, string encoding) => Invalid(
        $"the database of {place} has the encoding {encoding}, in which not every name can be written. Make one with ENCODING 'UTF8'.");

    /// <param name="place">Server, database and schema.</param>
    /// <param name="problem">What came of a second connection; null where it showed the pooler.</param>
    public static DocSigningException Pooled(string place, Exception? problem) => new(
        FaultKind.JournalPooled,
        Parameter,
        $"The connection to {place} goes through a pooler, such as PgBouncer, that does not keep sessions. Then nothing would tell other "
        + "hosts that a run is at work. Nothing was sent.",
        problem);

    /// <param name="place">Server, database and schema.</param>
    /// <param name="schema">Whose tables are to be made.</param>
    /// <param name="isNew">Whether there is nothing yet.</param>
    /// <param name="problem">The server's no.</param>
    public static DocSigningException SchemaNotPermitted(string place, string schema, bool isNew, Exception problem) => new(
        FaultKind.JournalNotPermitted,
        Parameter,
        isNew
            ? $"There is no journal in {place} yet, and the role may not make one: {problem.Message}."
            : $"The journal in {place} is of an older version, and the role does not own the schema {schema}, so it cannot bring it up "
                + $"to date: {problem.Message}.",
        problem);

    public static DocSigningException TooNew(string place, int found, int known) => JournalFaults.TooNew(place, found, known, Parameter);

    /// <param name="place">Server, database and schema.</param>
    /// <param name="why">What keeps it from being brought up to date.</param>
    public static DocSigningException Outdated(string place, string why) => new(
        FaultKind.JournalOutdated,
        Parameter,
        $"The journal in {place} is of an older version of this module, and {why}.");

    public static DocSigningException RunLost(string place) => new(
        FaultKind.RunLost,
        Parameter,
        $"The lock of this run in {place} is gone while the run is at work, so another host may have taken over its orders. The run ends "
        + "here, and sends nothing more.");

    /// <summary>The server has warned that it waits no longer for its synchronous standbys: a failover could lose the change.</summary>
    public static DocSigningException NotOnStandbys(string place) => new(
        FaultKind.JournalUnreachable,
        Parameter,
        $"A change in {place} did not come to the standbys that its server waits for, so it could be lost. Nothing is sent on it.");

    /// <param name="place">Server, database and schema.</param>
    /// <param name="until">When something may be sent again, by the database's clock.</param>
    /// <param name="isOver">That moment has passed; the run that asks began before the loss.</param>
    public static DocSigningException CommitsLost(string place, DateTimeOffset until, bool isOver) => new(
        FaultKind.JournalCommitsLost,
        Parameter,
        $"The journal's database {place} may have lost its last commits: another server has taken over, or a backup was put back. "
        + (isOver
            ? "A run that began before sends nothing more: start it again."
            : $"Nothing is sent until {Moments.Utc(until.AddMinutes(1))} by the database's clock; by then CertCentral's lists show what "
                + "was sent."));

    /// <summary>The same, which no run has noted yet.</summary>
    public static DocSigningException CommitsLostUnnoted(string place) => new(
        FaultKind.JournalCommitsLost,
        Parameter,
        $"The journal's database {place} may have lost its last commits: another server has taken over, or a backup was put back. The "
        + "first run notes it, and nothing is sent for 17 minutes from then on; Test-DocSigningConnection notes it as well.");

    /// <summary>A database whose server does not say which history it has.</summary>
    public static string HistoryUntold(string place) =>
        $"The server of {place} does not tell this role its timeline, so nothing shows a run that the database has lost commits, as after "
        + "a failover. Give the role EXECUTE on pg_control_system(), pg_walfile_name(pg_lsn) and pg_current_wal_flush_lsn(). Where the "
        + "server cannot tell it, let nobody order after a failover before the journal was told of it; about_DocSigning_Team has the "
        + "statements.";

    public static DocSigningException RunIdTaken(string place, string runId) => new(
        FaultKind.JournalBusy,
        Parameter,
        $"A run with the id {runId} is at work in {place} already.");

    private static DocSigningException Answered(PostgresException answer, string place)
    {
        return answer.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => SignInFailed(answer, place),
            PostgresErrorCodes.InvalidCatalogName => Invalid($"the server of {place} has no such database: {Said(answer)}."),
            PostgresErrorCodes.InsufficientPrivilege => Fault(
                FaultKind.JournalNotPermitted,
                $"The role may not do this in the journal's database {place}: {Said(answer)}."),
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.ObjectNotInPrerequisiteState => Fault(
                FaultKind.JournalReadOnly,
                $"The server of {place} takes no changes: it is a standby, or was made read-only."),
            PostgresErrorCodes.DiskFull => Fault(
                FaultKind.JournalFull,
                $"There is no room on the disk of the server for the journal in {place}."),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => Fault(
                FaultKind.JournalCorrupt,
                $"The journal in {place} is damaged: {Said(answer)}. Nothing is ordered without it, since it knows what was ordered "
                    + "before."),
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.DeadlockDetected => Fault(
                FaultKind.JournalBusy,
                $"Another session keeps the journal in {place} busy: {Said(answer)}."),
            _ when Passes(answer) => Unreachable(answer, place),
            _ => Fault(FaultKind.JournalNotWritable, $"The journal in {place} cannot be used: {Said(answer)}."),
        };

        DocSigningException Fault(FaultKind kind, string message) => new(kind, Parameter, message, answer);
    }

    private static string Said(PostgresException answer) => Sentence.WithoutStop(answer.MessageText);

    private static DocSigningException Unreachable(Exception problem, string place) => new(
        FaultKind.JournalUnreachable,
        Parameter,
        $"The journal's database {place} cannot be reached: "
        + $"{Sentence.WithoutStop((problem as PostgresException)?.MessageText ?? problem.GetBaseException().Message)}.",
        problem);

    private static DocSigningException SignInFailed(Exception problem, string place) => new(
        FaultKind.JournalSignInFailed,
        Parameter,
        $"The server of {place} does not let the role in: "
        + $"{Sentence.WithoutStop((problem as PostgresException)?.MessageText ?? problem.Message)}.",
        problem);

    private static DocSigningException TlsFailed(Exception problem, string place) => new(
        FaultKind.JournalTlsFailed,
        Parameter,
        $"No trusted encrypted connection to the server of {place} came about: "
        + $"{Sentence.WithoutStop(problem.GetBaseException().Message)}.",
        problem);

    private static DocSigningException Invalid(string what) =>
        new(FaultKind.JournalDatabaseInvalid, Parameter, $"{Parameter}: {what}");
}

using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Journal;

/// <summary>What can go wrong with a journal wherever it is kept, in words.</summary>
internal static class JournalFaults
{
    private const string Parameter = "JournalPath";
    private const string File = "From";

    public static DocSigningException IsFolder(string path) => new(
        FaultKind.JournalNotWritable,
        Parameter,
        $"{Parameter}: {path} is a folder, and the journal is a file. Name a file in it, such as "
            + $"{System.IO.Path.Combine(path, "journal.db")}.");

    /// <summary>Another process has changed an intent that was in use here. It concerns this one intent, and ends no run.</summary>
    public static DocSigningException ChangedElsewhere(OrderIntent intent) => new(
        FaultKind.JournalEntryTaken,
        Parameter,
        $"The journal's entry {intent.Reference} for {intent.Email} was changed by another process while it was in use here, and is in its "
        + "hands now.");

    /// <summary>The entry of an order never stands still.</summary>
    public static DocSigningException ChangedTimeAndAgain(OrderIntent intent) => new(
        FaultKind.JournalBusy,
        Parameter,
        $"The journal's entry {intent.Reference} for {intent.Email} is changed by another process time and again.");

    /// <param name="place">Where the journal is.</param>
    /// <param name="found">Its schema.</param>
    /// <param name="known">The newest schema that this module knows.</param>
    /// <param name="parameter">What names the place.</param>
    public static DocSigningException TooNew(string place, int found, int known, string parameter = Parameter) => new(
        FaultKind.JournalTooNew,
        parameter,
        $"The journal {place} was written by a newer version of this module (its schema is {found}, this version knows {known}).");

    /// <param name="place">Where the journal is.</param>
    /// <param name="seal">What it says.</param>
    public static DocSigningException Sealed(string place, JournalSeal seal) => new(
        seal.IsDone ? FaultKind.JournalSealed : FaultKind.JournalTakeInUnfinished,
        Parameter,
        seal.IsDone
            ? $"The journal {place} was taken into the database {seal.Database}, which had all of it when the file was sealed. It can be "
                + "read, and takes no change."
            : $"The journal {place} is being taken into the database {seal.Database}, and nobody has said yet that it is all there. It can "
                + "be read, and takes no change. Do not delete it. Connected to that database, "
                + $"Sync-DocSigningJournal -From '{place}' finishes it.");

    /// <summary>Nothing of a journal was taken in, and its file could not be opened again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Why nothing was taken.</param>
    /// <param name="closed">Why it stays closed.</param>
    public static DocSigningException NotReopened(string path, DocSigningException problem, DocSigningException closed) =>
        CollectedFaults.Reworded(
            problem,
            $"{problem.Message} Nothing was taken, and the file {path} takes no change until Sync-DocSigningJournal -From is run with it "
                + $"again, since it could not be opened for that: {closed.Message}");

    /// <summary>A journal that is to be taken in, and that a run is at work on.</summary>
    public static DocSigningException FileAtWork(string path) => new(
        FaultKind.JournalBusy,
        File,
        $"{File}: a run is at work on the journal {path}. Take it in when that has ended. Nothing was taken.");

    /// <summary>There is no file of a journal that is to be taken in.</summary>
    public static DocSigningException FileMissing(string path) => new(
        FaultKind.JournalFileMissing, File, $"{File}: there is no file {path}. Nothing was made or taken.");

    /// <summary>What is to be taken in is no journal.</summary>
    public static DocSigningException NoJournal(string path) => new(
        FaultKind.JournalFileMissing, File, $"{File}: the file {path} holds no journal. Nothing was taken.");

    /// <param name="place">Where the journal of the connection is.</param>
    public static DocSigningException NotShared(string place) => new(
        FaultKind.JournalNotShared,
        File,
        $"{File}: the journal of the connection, {place}, is in no database, so no other is taken into it.");

    /// <param name="place">The journal's path.</param>
    /// <param name="fileSystem">Where it is; null when the system does not tell.</param>
    public static DocSigningException LocksUnusable(string place, string? fileSystem) => new(
        FaultKind.RunLocksUnusable,
        Parameter,
        $"Files cannot be locked where the journal {place} is{Named(fileSystem)}, as on some "
        + "shares of a network, so nothing would keep two runs apart. Nothing was sent.");

    /// <summary>A place where a second process would take a run that is at work for dead.</summary>
    /// <param name="folder">Where the runs keep their locks.</param>
    /// <param name="fileSystem">Where that is; null when the system does not tell.</param>
    public static DocSigningException RunLocksUnusable(string folder, string? fileSystem) => new(
        FaultKind.RunLocksUnusable,
        Parameter,
        $"File locks do not hold in {folder}{Named(fileSystem)}, so another process could not tell that this run is at work, and might "
        + "buy for the same people. Nothing was sent.");

    /// <summary>The run's lock is gone while the run is at work.</summary>
    public static DocSigningException RunLost(string lockFile) => new(
        FaultKind.RunLost,
        Parameter,
        $"The lock file of this run, {lockFile}, was removed or replaced while the run was at work, so another process may have taken over "
        + "its orders. The run ends here, and sends nothing more.");

    private static string Named(string? fileSystem) => fileSystem is null ? "" : $" (file system {fileSystem})";
}

using System.Data.Common;
using DigiCertDocSign.Text;
using Microsoft.Data.Sqlite;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>What SQLite's result codes (sqlite.org/rescode.html) mean to an administrator.</summary>
internal static class SqliteFaults
{
    private const int Error = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static bool IsReadOnly(DbException problem) => CodeOf(problem) == ReadOnly;

    public static bool IsMissingTable(DbException problem) => CodeOf(problem) == Error;

    /// <param name="problem">What the journal's database threw.</param>
    /// <param name="place">The journal's path.</param>
    public static DocSigningException Explain(Exception problem, string place) => CodeOf(problem) switch
    {
        Corrupt or NotADatabase => Fault(
            FaultKind.JournalCorrupt,
            $"The journal {place} is damaged. Nothing is ordered without it, since it knows what was ordered before. Restore it from "
            + "a backup; or move it away and look in CertCentral for what is open: the next run finds the live orders there.",
            problem),
        Full => Fault(
            FaultKind.JournalFull,
            $"There is no room on the disk for the journal {place}.",
            problem),
        InputOutput => Fault(
            FaultKind.JournalNotWritable,
            $"The disk does not take or give the journal {place} ({Said(problem)}). Look whether the disk is full, over a quota, or "
            + "broken, and run the command again: it goes on where it stopped.",
            problem),
        Busy or Locked => Fault(
            FaultKind.JournalBusy,
            $"Another process keeps the journal {place} busy.",
            problem),
        CannotOpen when SqliteLog.Has(place) => Fault(
            FaultKind.JournalNotWritable,
            $"The journal {place} has a log ({place}-wal), as a process leaves it that was killed, and can be read only where a file can "
            + "be made beside it. Where no run is at work with it, copy all whose names begin so into a folder of your own, and name the "
            + "copy with -JournalPath to read it; to order, have somebody who may write there run Get-DocSigningJournal once.",
            problem),
        ReadOnly or CannotOpen => NotWritable(problem, place),
        _ => problem is SqliteException
            ? Fault(FaultKind.JournalNotWritable, $"The journal {place} cannot be used: {problem.Message}", problem)
            : NotWritable(problem, place),
    };

    // "SQLite Error 10: 'disk I/O error'." without what is said around it anyway.
    private static string Said(Exception problem) => Sentence.WithoutStop(problem.Message).Replace("'", "");

    public static DocSigningException NotWritable(Exception problem, string place) => Fault(
        FaultKind.JournalNotWritable,
        $"The journal {place} cannot be written to, so nothing is ordered. {Sentence.WithoutStop(problem.Message)}.",
        problem);

    public static DocSigningException RunsNotWritable(Exception problem, string folder) => Fault(
        FaultKind.JournalNotWritable,
        $"The folder {folder} beside the journal cannot be written to, so nothing is ordered. {problem.Message}",
        problem);

    /// <summary>A backup throws with the extended code, whose lowest byte is the code; null for another exception.</summary>
    private static int? CodeOf(Exception problem) => (problem as SqliteException)?.SqliteErrorCode & 0xFF;

    private static DocSigningException Fault(FaultKind kind, string message, Exception problem) =>
        new(kind, "JournalPath", message, problem);
}

using System.Globalization;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Comparing;

/// <summary>What ends a comparison: a broken query is more frequent than a company that has left.</summary>
internal static class ComparisonFaults
{
    private const string Unchanged = "Nothing came out, and the scope is as it was.";

    public static DocSigningException NoInput(string scope) => new(
        FaultKind.ComparisonEmpty,
        "InputObject",
        $"InputObject: nobody was piped in for the scope '{scope}', or of no input it is known who it is: none can be ordered for, and "
        + $"none has an address or a directory id of the scope. {Unchanged}");

    /// <param name="scope">The scope.</param>
    /// <param name="most">How many people came at another time of the last days.</param>
    /// <param name="at">When.</param>
    /// <param name="inputs">How many people came now.</param>
    public static DocSigningException Shrunk(string scope, int most, DateTimeOffset at, int inputs) => new(
        FaultKind.ComparisonInputShrunk,
        "InputObject",
        $"InputObject: {Amount.Of(inputs, "input")} came for the scope '{scope}', and {most} came on "
        + $"{Moments.Utc(at)}: more than a tenth is missing. {Unchanged} When so many have left, add -AllowSmaller.");

    /// <param name="scope">The scope.</param>
    /// <param name="leavers">Whose certificates would be ended.</param>
    /// <param name="earlier">How many others there were in the last days.</param>
    /// <param name="most">How many may be.</param>
    /// <param name="give">What would allow it.</param>
    public static DocSigningException TooManyLeavers(
        string scope, IReadOnlyList<string> leavers, int earlier, int most, int give) => new(
        FaultKind.ComparisonLeaversExceeded,
        "MaxLeavers",
        $"MaxLeavers: {Amount.Of(leavers.Count, "person")} of the scope '{scope}' would count as having left"
        + $"{Beside(earlier)}, and {most} may: {Named(leavers)}. {Unchanged} When they have left, give -MaxLeavers {give}.");

    /// <param name="scope">The scope.</param>
    /// <param name="changed">Who would be ordered for.</param>
    /// <param name="earlier">How many others there were in the last days.</param>
    /// <param name="most">How many may be.</param>
    /// <param name="give">What would allow it.</param>
    public static DocSigningException TooManyChanges(
        string scope, IReadOnlyList<string> changed, int earlier, int most, int give) => new(
        FaultKind.ComparisonChangesExceeded,
        "MaxChanges",
        $"MaxChanges: {Amount.Of(changed.Count, "certificate")} of the scope '{scope}' would be new or replaced"
        + $"{Beside(earlier)}, and {most} may: {Named(changed)}. {Unchanged} When that is meant, give -MaxChanges {give}.");

    /// <param name="leaver">As it was given.</param>
    public static DocSigningException LeaverUnknown(object? leaver) => new(
        FaultKind.EmailMissing,
        "Leaver",
        $"Leaver: '{leaver}' names neither an e-mail address nor a directory id, so nobody is taken to have left by it.");

    public static DocSigningException ComparedMeanwhile(string scope) => new(
        FaultKind.JournalBusy,
        "Scope",
        $"Scope: '{scope}' was compared by another process at the same time. {Unchanged} Run the command again.");

    private static string Beside(int earlier) => earlier == 0
        ? ""
        : string.Format(CultureInfo.InvariantCulture, ", beside {0} of the last {1} days", earlier, (int)ScopeMemory.Together.TotalDays);

    public static string Named(IReadOnlyList<string> people)
    {
        const int Most = 5;
        string more = people.Count > Most ? $" and {people.Count - Most} more" : "";
        return string.Join(", ", people.Take(Most)) + more;
    }
}

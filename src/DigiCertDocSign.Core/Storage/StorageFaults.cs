namespace DigiCertDocSign.Storage;

/// <summary>What can go wrong with the user's folders, in words.</summary>
internal static class StorageFaults
{
    public static DocSigningException NoHome() => new(
        FaultKind.JournalNotWritable,
        "JournalPath",
        "JournalPath: this account has no home folder to keep the journal in. Name a file with Connect-DocSigning -JournalPath.");
}

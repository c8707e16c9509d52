using DigiCertDocSign.Journal;
using DigiCertDocSign.Storage;
using DigiCertDocSign.Tests.Journal;

namespace DigiCertDocSign.Tests.Storage;

public class WindowsPathTests
{
    private static readonly string Long = new('n', 249);

    public static TheoryData<string, string> Paths => new()
    {
        { @"C:\state\journal.db", @"C:\state\journal.db" },
        { @"C:\state\" + Long + "x", @"C:\state\" + Long + "x" }, // 259 characters
        { @"C:\state\" + Long + "xy", @"\\?\C:\state\" + Long + "xy" },
        { "C:/state/" + Long + "/journal.db", @"\\?\C:\state\" + Long + @"\journal.db" },
        { @"\\server\share\" + Long, @"\\?\UNC\server\share\" + Long },
        { "//server/share/" + Long, @"\\?\UNC\server\share\" + Long },
        { @"\\?\C:\state\" + Long, @"\\?\C:\state\" + Long },
        { @"\\?\UNC\server\share\" + Long, @"\\?\UNC\server\share\" + Long },
        { @"\\.\pipe\" + Long + Long, @"\\.\pipe\" + Long + Long },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_path_that_is_too_long_for_Windows_is_given_in_the_extended_form(string path, string expected) =>
        Assert.Equal(expected, WindowsPath.Extend(path));

    /// <summary>A journal whose own path Windows takes, and not that of SQLite's "-journal" beside it.</summary>
    [Theory]
    [InlineData(247, false)]
    [InlineData(248, true)]
    [InlineData(259, true)]
    public void A_path_of_which_longer_ones_are_made_is_extended_earlier(int length, bool isExtended)
    {
        string path = (@"C:\state\" + Long + "x")[..length];

        Assert.Equal(isExtended ? @"\\?\" + path : path, WindowsPath.Extend(path, room: 12));
    }

    /// <summary>On Windows this is the proof; elsewhere such paths are nothing special.</summary>
    [Theory]
    [InlineData(248)]
    [InlineData(255)]
    [InlineData(259)]
    [InlineData(300)]
    public async Task A_journal_of_a_long_path_is_written_to_and_read(int length)
    {
        using var folder = new TempFolder();
        string path = folder.File(new string('n', 100));
        path = Path.Combine(path, new string('n', length - path.Length - 12), "journal.db");
        Assert.Equal(length, path.Length);

        using (IJournalStorage storage = JournalPlace.At(path).OpenStorage())
        {
            await using IJournalRun run = await storage.EnterRunAsync("run", CancellationToken.None);
            Assert.True(await Intents.ClaimAsync(storage, run, Intents.Intent(1, run.RunId)));
            Assert.True(File.Exists(path + "-wal"));
        }

        using IJournalStorage again = JournalPlace.At(path, isShared: true).OpenStorage();
        Assert.Single(await Intents.FindAsync(again, Intents.Intent(1, "run")));
    }
}

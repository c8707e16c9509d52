using DigiCertDocSign.Storage;

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
}

using System.Runtime.CompilerServices;

namespace DigiCertDocSign.Tests.Keys;

internal static class Samples
{
    /// <summary>A sample beside the tests' source, so that no build step has to copy it.</summary>
    public static string PathOf(string room, string name) => PathFrom(room, name);

    private static string PathFrom(string room, string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(here))!, room, "Samples", name);
}

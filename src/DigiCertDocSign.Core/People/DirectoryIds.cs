using System.Collections;
using System.Globalization;

namespace DigiCertDocSign.People;

/// <summary>
/// The directory's own ids of people, by which one person is told from another of the same name. A GUID is kept in lower case with hyphens,
/// a SID as S-1-..., so that the same id is the same text wherever it is read.
/// </summary>
internal static class DirectoryIds
{
    private const int GuidLength = 16; // bytes
    private const int MostSubAuthorities = 15;
    private const int MostLevels = 3;

    /// <summary>
    /// Normalized, best first. An Id or Guid may be that of anything, as of a process or of a line in a file; only what looks like a
    /// directory's id is taken.
    /// </summary>
    public static readonly string[] Names =
        ["directoryid", "objectguid", "objectid", "externaldirectoryobjectid", "id", "guid", "sid", "objectsid"];

    /// <summary>The id in a property.</summary>
    /// <returns>Null: what is there is no GUID and no SID.</returns>
    public static string? Read(object? value) => Read(value, 0);

    /// <summary>A text as it is kept: a GUID or a SID in the one form, any other as it is.</summary>
    public static string Kept(string text) => FromText(text) ?? text.Trim();

    /// <summary>Whether two ids, as they are kept, are those of one person.</summary>
    /// <returns>Null: they are ids of different kinds, as the GUID and the SID of one account are, so nobody can tell.</returns>
    public static bool? AreSame(string one, string other) => one == other ? true : KindOf(one) == KindOf(other) ? false : null;

    private static string? Read(object? value, int level) => value switch
    {
        Guid guid => FromGuid(guid),
        string text => FromText(text),
        IEnumerable<byte> bytes => FromBytes([.. bytes.Take(256)]),
        // A SID that came over remoting has its text in a property.
        IPersonSource source => level < MostLevels && source.TryGetValue("Value", out object? inner) ? Read(inner, level + 1) : null,
        // Results of a search in LDAP are lists.
        IEnumerable several when level < MostLevels =>
            several.Cast<object?>().Take(ValueReader.MostElements).Select(one => Read(one, level + 1)).FirstOrDefault(id => id is not null),
        null => null,
        _ => FromText(value.ToString() ?? ""),
    };

    private static string? FromText(string text)
    {
        string trimmed = text.Trim();
        // A number of 32 digits is a GUID in no directory's spelling.
        if (trimmed.IndexOf('-') > 0 && Guid.TryParse(trimmed, out Guid guid))
        {
            return FromGuid(guid);
        }

        return IsSid(trimmed) ? trimmed.ToUpperInvariant() : null;
    }

    private static string? FromGuid(Guid guid) => guid == Guid.Empty ? null : guid.ToString("D", CultureInfo.InvariantCulture);

    private static string? FromBytes(byte[] bytes) =>
        bytes.Length == GuidLength && !IsSid(bytes) ? FromGuid(new Guid(bytes))
        : IsSid(bytes) ? FromSid(bytes)
        : null;

    /// <summary>Revision 1, the number of parts, an authority of six bytes that is at most 255 in practice, and the parts.</summary>
    private static bool IsSid(byte[] bytes) =>
        bytes.Length > 8 && bytes[0] == 1 && bytes[1] <= MostSubAuthorities && bytes.Length == 8 + (4 * bytes[1])
        && bytes.Skip(2).Take(5).All(one => one == 0);

    private static string FromSid(byte[] bytes)
    {
        IEnumerable<uint> parts = Enumerable.Range(0, bytes[1]).Select(part =>
        {
            int place = 8 + (4 * part);
            return bytes[place] | ((uint)bytes[place + 1] << 8) | ((uint)bytes[place + 2] << 16) | ((uint)bytes[place + 3] << 24);
        });
        return string.Format(CultureInfo.InvariantCulture, "S-1-{0}-{1}", bytes[7], string.Join("-", parts));
    }

    private static bool IsSid(string text) =>
        text.StartsWith("S-1-", StringComparison.OrdinalIgnoreCase)
        && text.Substring(4).Split('-') is { Length: >= 2 and <= MostSubAuthorities + 1 } parts
        && parts.All(part => part.Length is > 0 and <= 10 && part.All(character => character is >= '0' and <= '9'));

    /// <summary>Neither GUID nor SID, which are never given to a second person.</summary>
    public static bool IsText(string id) => KindOf(id) == "text";

    private static string KindOf(string id) =>
        IsSid(id) ? "sid" : Guid.TryParseExact(id, "D", out _) ? "guid" : "text";
}

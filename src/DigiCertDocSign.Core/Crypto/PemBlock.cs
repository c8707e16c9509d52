using System.Text;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// One block of PEM (RFC 7468). Reading is as lenient as real files need: on one line or many, with any line ending and any text around the
/// blocks.
/// </summary>
/// <param name="Label">What stands after BEGIN.</param>
/// <param name="Content">The decoded bytes; empty for a block with headers.</param>
/// <param name="HasHeaders">True for a block with headers (RFC 1421), as the old encryption of OpenSSL has them.</param>
internal sealed record PemBlock(string Label, byte[] Content, bool HasHeaders)
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";
    private const int MaxLabel = 40;

    /// <summary>
    /// The bytes as text: UTF-8, or UTF-16 with its mark in front, as Windows PowerShell writes every file with >.
    /// </summary>
    public static string TextOf(byte[] content) => content switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content, 2, content.Length - 2),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content, 2, content.Length - 2),
        _ => Encoding.UTF8.GetString(content),
    };

    /// <summary>True when the text holds the beginning of a block.</summary>
    public static bool IsPem(string text) => text.Contains(Begin);

    /// <summary>All blocks, in the order of the text.</summary>
    /// <exception cref="FormatException">A block that begins and does not end, or whose body is not base64.</exception>
    public static IReadOnlyList<PemBlock> ReadAll(string text)
    {
        var found = new List<PemBlock>();
        int next = 0;
        for (int at = Find(text, Begin, 0); at >= 0; at = Find(text, Begin, next))
        {
            string label = ReadLabel(text, at + Begin.Length);
            int body = at + Begin.Length + label.Length + Dashes.Length;
            int end = Find(text, Dashes, body);
            if (end < 0 || Find(text, End, end) != end)
            {
                throw new FormatException($"The block {label} has no END line; the text is cut off.");
            }

            string endLabel = ReadLabel(text, end + End.Length);
            if (label != endLabel)
            {
                throw new FormatException($"The block that begins as {label} ends as {endLabel}.");
            }

            found.Add(Decode(label, text.Substring(body, end - body)));
            next = end + End.Length + label.Length + Dashes.Length;
        }

        return found;
    }

    /// <summary>
    /// The block as text: lines of 64 characters that end in LF on every system, so that the same key gives the same file.
    /// </summary>
    public static string Write(string label, byte[] content)
    {
        string base64 = Convert.ToBase64String(content);
        var text = new StringBuilder(base64.Length + 128);
        text.Append(Begin).Append(label).Append(Dashes).Append('\n');
        for (int at = 0; at < base64.Length; at += 64)
        {
            text.Append(base64, at, Math.Min(64, base64.Length - at)).Append('\n');
        }

        return text.Append(End).Append(label).Append(Dashes).Append('\n').ToString();
    }

    /// <summary>The form the order call asks for: header and footer, no line break anywhere.</summary>
    public static string WriteOneLine(string label, byte[] content) =>
        $"{Begin}{label}{Dashes}{Convert.ToBase64String(content)}{End}{label}{Dashes}";

    private static int Find(string text, string what, int from) => text.IndexOf(what, from, StringComparison.Ordinal);

    private static string ReadLabel(string text, int from)
    {
        int end = Find(text, Dashes, from);
        return end >= from && end - from <= MaxLabel
            ? text.Substring(from, end - from)
            : throw new FormatException("A BEGIN or END line is not closed by five dashes.");
    }

    // The old OpenSSL encryption puts headers (RFC 1421) before the base64; a colon is no base64 character.
    private static PemBlock Decode(string label, string body)
    {
        if (body.Contains(':'))
        {
            return new PemBlock(label, [], true);
        }

        if (body.Contains('\\'))
        {
            throw new FormatException("It holds escape characters such as \\n, as copied out of JSON; take the original text.");
        }

        return new PemBlock(label, Convert.FromBase64String(body), false);
    }
}

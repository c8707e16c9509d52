using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DigiCertDocSign.Tests.Reporting;

/// <summary>A report as its reader has it before him.</summary>
internal static class ReportPage
{
    /// <param name="folder">In which report.html lies.</param>
    public static string TextOf(string folder) => TextOfHtml(File.ReadAllText(Path.Combine(folder, "report.html")));

    public static string TextOfHtml(string html)
    {
        string body = html[html.IndexOf("<main", StringComparison.Ordinal)..html.IndexOf("</main>", StringComparison.Ordinal)];
        string plain = Regex.Replace(Regex.Replace(body, "</?bdi>", ""), "<[^>]+>", " ");
        return Regex.Replace(WebUtility.HtmlDecode(plain), @"\s+", " ");
    }

    /// <summary>What HTML leaves open is closed for the parser.</summary>
    public static XElement Parse(string html) => XElement.Parse(
        Regex.Replace(html, "<(meta[^>]*)>", "<$1/>").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), LoadOptions.None);

    /// <summary>
    /// Red, green and blue of the pixel in the upper left corner, which stands in the file as it is, whatever the filter of its line.
    /// </summary>
    /// <param name="png">A picture of eight bits a colour.</param>
    public static int[] Corner(string png)
    {
        byte[] file = File.ReadAllBytes(png);
        using var packed = new MemoryStream();
        for (int place = 8; place < file.Length;)
        {
            int length = (file[place] << 24) | (file[place + 1] << 16) | (file[place + 2] << 8) | file[place + 3];
            if (file.AsSpan(place + 4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(file, place + 8, length);
            }

            place += length + 12;
        }

        packed.Position = 0;
        using var pixels = new ZLibStream(packed, CompressionMode.Decompress);
        byte[] first = new byte[4];
        pixels.ReadExactly(first);
        return [first[1], first[2], first[3]];
    }
}

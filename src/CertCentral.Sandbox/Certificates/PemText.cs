using System.Text;
using System.Text.RegularExpressions;

namespace CertCentral.Sandbox.Certificates;

/// <summary>PEM as the wire has it: read with or without line breaks, written with CRLF.</summary>
internal static class PemText
{
    private static readonly Regex Block = new(
        @"^\s*-----BEGIN (?<label>[A-Z0-9 ]+)-----(?<base64>[A-Za-z0-9+/=\s]+)-----END \k<label>-----\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <summary>One block and nothing else around it but white space.</summary>
    public static bool TryRead(string text, out string label, out byte[] der)
    {
        label = "";
        der = [];
        Match match = Block.Match(text);
        if (!match.Success)
        {
            return false;
        }

        try
        {
            label = match.Groups["label"].Value;
            der = Convert.FromBase64String(match.Groups["base64"].Value);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public static string Write(string label, byte[] der)
    {
        string base64 = Convert.ToBase64String(der);
        StringBuilder text = new StringBuilder("-----BEGIN ").Append(label).Append("-----\r\n");
        for (int i = 0; i < base64.Length; i += 64)
        {
            text.Append(base64, i, Math.Min(64, base64.Length - i)).Append("\r\n");
        }

        return text.Append("-----END ").Append(label).Append("-----\r\n").ToString();
    }
}

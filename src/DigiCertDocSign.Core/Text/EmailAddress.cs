using System.Text;

namespace DigiCertDocSign.Text;

/// <summary>
/// An e-mail address, and the one rule for when two are the same. They are the same when nothing is left to tell them apart after four
/// steps. White space around them is taken off. Each is composed (NFC). Each character loses its case, by the tables of Unicode and no
/// culture. The labels of the domain that stand in their ASCII form ("xn--") are written out. The part before the @ loses its case too,
/// since no mail system in use tells "Anna@" from "anna@". Two people who are taken for one cost a look, where one who is taken for two
/// costs an order.
/// </summary>
public sealed class EmailAddress : IEquatable<EmailAddress>
{
    // The full stop, and the three marks of Chinese and Japanese that separate labels as it does (RFC 3490 section 3.1).
    private static readonly char[] Stops = ['.', '\u3002', '\uFF0E', '\uFF61'];

    private EmailAddress(string text)
    {
        Text = text.Trim();
        Key = Fold(Text);
    }

    /// <summary>As given, without the white space around it.</summary>
    public string Text { get; }

    /// <summary>The same text for each spelling of one address, to keep and to look up by.</summary>
    public string Key { get; }

    /// <summary>The address with its domain in ASCII ("xn--"), as certificates write it; what stands before the @ stays as it is.</summary>
    public string WithAsciiDomain
    {
        get
        {
            int domain = Text.LastIndexOf('@') + 1;
            IEnumerable<string> labels = Text.Substring(domain).Split(Stops).Select(Punycode.Encode);
            return Text.Substring(0, domain) + string.Join(".", labels);
        }
    }

    /// <summary>Any text is taken; whether it is an address is another question.</summary>
    public static EmailAddress Of(string text) => new(text);

    /// <summary>Whether two texts are one address; two that are missing are none.</summary>
    public static bool AreSame(string? one, string? other) => one is not null && other is not null && Of(one).Equals(Of(other));

    /// <inheritdoc/>
    public bool Equals(EmailAddress? other) => other is not null && string.Equals(Key, other.Key, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Fold(string text)
    {
        string folded = UnicodeText.FoldCase(UnicodeText.Compose(text));
        int domain = folded.LastIndexOf('@') + 1;

        string[] labels = folded.Substring(domain).Split(Stops);
        IEnumerable<string> written = labels.Select(label => Punycode.Decode(label) ?? label);
        return UnicodeText.Compose(folded.Substring(0, domain) + UnicodeText.FoldCase(string.Join(".", written)));
    }
}

/// <summary>
/// Reads and writes labels of international domain names in their ASCII form (RFC 3492). IdnMapping is not for this: it follows other rules
/// on each platform.
/// </summary>
internal static class Punycode
{
    private const string Prefix = "xn--";
    private const int Base = 36;
    private const int MostCharacters = 63; // of a label: RFC 1035 section 2.3.4

    /// <summary>The label in its own letters; null when it is no such form.</summary>
    /// <param name="label">In lower case.</param>
    public static string? Decode(string label)
    {
        if (!label.StartsWith(Prefix, StringComparison.Ordinal) || label.Length > MostCharacters)
        {
            return null;
        }

        string code = label.Substring(Prefix.Length);
        int basic = Math.Max(code.LastIndexOf('-'), 0);
        List<int> points = [.. code.Take(basic).Select(letter => (int)letter)];
        int at = basic == 0 ? 0 : basic + 1;
        int point = 0x80;
        int index = 0;
        int bias = 72;
        while (at < code.Length)
        {
            if (ReadNumber(code, ref at, bias) is not { } step)
            {
                return null;
            }

            int count = points.Count + 1;
            bias = Adapt(step, count, isFirst: index == 0);
            long next = index + step;
            point = (int)Math.Min(point + (next / count), int.MaxValue);
            index = (int)(next % count);
            if (point is > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
            {
                return null;
            }

            points.Insert(index++, point);
        }

        return string.Concat(points.Select(char.ConvertFromUtf32));
    }

    /// <summary>The label in its ASCII form; one in plain ASCII as it is.</summary>
    public static string Encode(string label)
    {
        if (label.All(letter => letter < 0x80))
        {
            return label;
        }

        List<int> points = [.. UnicodeText.PointsOf(UnicodeText.FoldCase(UnicodeText.Compose(label)))];
        var code = new StringBuilder(string.Concat(points.Where(one => one < 0x80).Select(one => (char)one)));
        int basic = code.Length;
        _ = basic > 0 ? code.Append('-') : code;
        int point = 0x80;
        int step = 0;
        int bias = 72;
        for (int written = basic; written < points.Count; point++, step++)
        {
            int next = points.Where(one => one >= point).Min();
            step += (next - point) * (written + 1);
            point = next;
            foreach (int one in points)
            {
                step += one < point ? 1 : 0;
                if (one == point)
                {
                    WriteNumber(code, step, bias);
                    bias = Adapt(step, ++written, isFirst: written == basic + 1);
                    step = 0;
                }
            }
        }

        return Prefix + code;
    }

    private static void WriteNumber(StringBuilder code, int number, int bias)
    {
        for (int place = Base; ; place += Base)
        {
            int threshold = Math.Min(Math.Max(place - bias, 1), 26);
            if (number < threshold)
            {
                code.Append(Digit(number));
                return;
            }

            code.Append(Digit(threshold + ((number - threshold) % (Base - threshold))));
            number = (number - threshold) / (Base - threshold);
        }
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    /// <summary>Null where the code ends in the middle of a number, or one is too great for any label.</summary>
    private static long? ReadNumber(string code, ref int at, int bias)
    {
        long number = 0;
        long weight = 1;
        for (int place = Base; at < code.Length && weight <= int.MaxValue; place += Base)
        {
            char character = code[at++];
            int digit = character switch
            {
                >= 'a' and <= 'z' => character - 'a',
                >= '0' and <= '9' => character - '0' + 26,
                _ => Base,
            };
            if (digit == Base)
            {
                return null;
            }

            number += digit * weight;
            int threshold = Math.Min(Math.Max(place - bias, 1), 26);
            if (digit < threshold)
            {
                return number <= int.MaxValue ? number : null;
            }

            weight *= Base - threshold;
        }

        return null;
    }

    // RFC 3492 section 6.1.
    private static int Adapt(long step, int count, bool isFirst)
    {
        long delta = isFirst ? step / 700 : step / 2;
        delta += delta / count;
        int place = 0;
        for (; delta > (Base - 1) * 26 / 2; place += Base)
        {
            delta /= Base - 1;
        }

        return place + (int)(Base * delta / (delta + 38));
    }
}

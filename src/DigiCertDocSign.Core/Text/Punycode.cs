namespace DigiCertDocSign.Text;

/// <summary>
/// Reads labels of international domain names that are in their ASCII form (RFC 3492). IdnMapping is not for this: it follows other rules
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

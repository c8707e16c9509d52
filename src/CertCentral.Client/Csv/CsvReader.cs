using System.Text;

namespace CertCentral.Csv;

/// <summary>CSV as RFC 4180 has it: a field in quotes may hold commas, line breaks and doubled quotes.</summary>
internal sealed class CsvReader(string text)
{
    private int _at;

    /// <summary>The fields of the next record; null at the end. A blank line is none.</summary>
    /// <exception cref="FormatException">The text ends within quotes, or goes on behind them.</exception>
    public string[]? ReadRecord()
    {
        while (SkipIf('\r') || SkipIf('\n'))
        {
        }

        if (_at == text.Length)
        {
            return null;
        }

        var fields = new List<string>();
        do
        {
            fields.Add(SkipIf('"') ? ReadQuoted() : ReadPlain());
        }
        while (SkipIf(','));
        return _at == text.Length || text[_at] is '\r' or '\n'
            ? [.. fields]
            : throw new FormatException("text follows the quote at the end of a field");
    }

    /// <summary>A field without quotes; a quote within it means itself.</summary>
    private string ReadPlain()
    {
        int end = text.IndexOfAny([',', '\r', '\n'], _at);
        int start = _at;
        _at = end < 0 ? text.Length : end;
        return text.Substring(start, _at - start);
    }

    private string ReadQuoted()
    {
        var field = new StringBuilder();
        while (true)
        {
            int quote = text.IndexOf('"', _at);
            if (quote < 0)
            {
                throw new FormatException("it ends within a field");
            }

            field.Append(text, _at, quote - _at);
            _at = quote + 1;
            if (!SkipIf('"'))
            {
                return field.ToString();
            }

            field.Append('"');
        }
    }

    private bool SkipIf(char expected)
    {
        bool isThere = _at < text.Length && text[_at] == expected;
        _at += isThere ? 1 : 0;
        return isThere;
    }
}

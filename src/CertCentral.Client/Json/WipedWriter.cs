using System.Globalization;
using System.Text;

namespace CertCentral.Json;

/// <summary>Collects text that is to become UTF-8, without leaving any of it behind.</summary>
internal sealed class WipedWriter() : TextWriter(CultureInfo.InvariantCulture)
{
    private char[] _text = WipedChars.Pool.Rent(4096);
    private int _length;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        Grow(1);
        _text[_length++] = value;
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Grow(count);
        Array.Copy(buffer, index, _text, _length, count);
        _length += count;
    }

    public override void Write(string? value)
    {
        if (value is not null)
        {
            Grow(value.Length);
            value.CopyTo(0, _text, _length, value.Length);
            _length += value.Length;
        }
    }

    /// <summary>Without a byte order mark.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text, 0, _length);

    protected override void Dispose(bool disposing)
    {
        WipedChars.Pool.Return(_text);
        _text = [];
        _length = 0;
        base.Dispose(disposing);
    }

    private void Grow(int more)
    {
        if (_length + more > _text.Length)
        {
            var larger = WipedChars.Pool.Rent(Math.Max(_length + more, 2 * _text.Length));
            Array.Copy(_text, larger, _length);
            WipedChars.Pool.Return(_text);
            _text = larger;
        }
    }
}

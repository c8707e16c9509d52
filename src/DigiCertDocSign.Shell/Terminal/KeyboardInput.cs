using System.Security;
using System.Text;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>
/// Input from the keyboard, key by key: the console's own line reading cannot be interrupted by Ctrl+C, and a confirmation
/// that cannot be left is a trap.
/// </summary>
internal sealed class KeyboardInput(Screen screen) : IInput
{
    private const char EndOfInput = '\x04';
    private const char ClearLine = '\x15';
    private readonly ReadAhead<ConsoleKeyInfo> _keys = new(() => Console.ReadKey(intercept: true));

    public string? ReadLine(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        return Read(new LineSink(line, screen), cancellationToken) ? line.ToString() : null;
    }

    public SecureString? ReadSecret(CancellationToken cancellationToken)
    {
        var secret = new SecureString();
        if (!Read(new SecretSink(secret), cancellationToken))
        {
            secret.Dispose();
            return null;
        }

        secret.MakeReadOnly();
        return secret;
    }

    public ConsoleKeyInfo? ReadKey(CancellationToken cancellationToken) => _keys.Next(cancellationToken);

    private bool Read(ISink sink, CancellationToken cancellationToken)
    {
        int length = 0;
        while (true)
        {
            ConsoleKeyInfo key = _keys.Next(cancellationToken);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    screen.WriteLine("");
                    return true;
                case { KeyChar: EndOfInput } or { Key: ConsoleKey.Z, Modifiers: ConsoleModifiers.Control }:
                    if (length == 0)
                    {
                        screen.WriteLine("");
                        return false;
                    }

                    break;
                case { Key: ConsoleKey.Backspace } when length > 0:
                    sink.RemoveLast();
                    length--;
                    break;
                case { KeyChar: ClearLine } or { Key: ConsoleKey.Escape }:
                    for (; length > 0; length--)
                    {
                        sink.RemoveLast();
                    }

                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        sink.Append(key.KeyChar);
                        length++;
                    }

                    break;
            }
        }
    }

    private interface ISink
    {
        void Append(char character);

        void RemoveLast();
    }

    private sealed class LineSink(StringBuilder line, Screen screen) : ISink
    {
        public void Append(char character)
        {
            line.Append(character);
            screen.Write(character.ToString());
        }

        public void RemoveLast()
        {
            line.Length--;
            screen.Write("\b \b");
        }
    }

    private sealed class SecretSink(SecureString secret) : ISink
    {
        public void Append(char character) => secret.AppendChar(character);

        public void RemoveLast() => secret.RemoveAt(secret.Length - 1);
    }
}

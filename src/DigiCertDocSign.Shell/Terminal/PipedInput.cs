using System.Security;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>Input from a pipe or file: line by line.</summary>
internal sealed class PipedInput(TextReader source) : IInput
{
    private readonly ReadAhead<string?> _lines = new(source.ReadLine);

    public string? ReadLine(CancellationToken cancellationToken) => _lines.Next(cancellationToken);

    public SecureString? ReadSecret(CancellationToken cancellationToken)
    {
        string? line = _lines.Next(cancellationToken);
        if (line is null)
        {
            return null;
        }

        var secret = new SecureString();
        foreach (char character in line)
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }

    // A pipe has no keys; "press a key" is answered by a line, of which the first character counts.
    public ConsoleKeyInfo? ReadKey(CancellationToken cancellationToken) => _lines.Next(cancellationToken) switch
    {
        null => null,
        "" => new ConsoleKeyInfo('\r', ConsoleKey.Enter, shift: false, alt: false, control: false),
        var line => new ConsoleKeyInfo(line[0], ConsoleKey.None, shift: false, alt: false, control: false),
    };
}

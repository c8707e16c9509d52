using System.Security;

namespace DigiCertDocSign.Shell.Terminal;

/// <summary>Where answers and commands come from: the keyboard, or a pipe or file.</summary>
internal interface IInput
{
    /// <summary>The next line without its end; null when there is no more input.</summary>
    /// <exception cref="OperationCanceledException">Ctrl+C came before the line was whole.</exception>
    string? ReadLine(CancellationToken cancellationToken);

    /// <summary>As <see cref="ReadLine"/>, with nothing shown and nothing kept as plain text longer than needed.</summary>
    SecureString? ReadSecret(CancellationToken cancellationToken);

    /// <summary>The next key; null when there is no more input.</summary>
    ConsoleKeyInfo? ReadKey(CancellationToken cancellationToken);
}

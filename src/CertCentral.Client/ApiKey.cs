using System.Security;

namespace CertCentral;

/// <summary>
/// An API key of CertCentral. Only the transport of this library can read it; everywhere else it shows itself as "(API key)".
/// </summary>
public sealed class ApiKey : IDisposable
{
    private readonly SecureString _text;

    private ApiKey(SecureString text) => _text = text;

    /// <summary>Copies the key; the caller may dispose of its own string afterwards.</summary>
    /// <exception cref="ArgumentException">The key is empty or holds a character that no HTTP header can carry.</exception>
    public static ApiKey From(SecureString key)
    {
        if (key is null)
        {
            throw new ArgumentNullException(nameof(key));
        }

        SecureString copy = key.Copy();
        copy.MakeReadOnly();
        string text = SecretText.Reveal(copy);
        if (text.Length == 0 || text.Any(character => character is <= ' ' or > '~'))
        {
            copy.Dispose();
            throw new ArgumentException(
                "The API key is empty or holds a blank, a line break or another character that no CertCentral key has. Copy the key again.",
                nameof(key));
        }

        return new ApiKey(copy);
    }

    /// <summary>Text that is safe to show.</summary>
    public override string ToString() => "(API key)";

    public void Dispose() => _text.Dispose();

    internal string Reveal() => SecretText.Reveal(_text);
}

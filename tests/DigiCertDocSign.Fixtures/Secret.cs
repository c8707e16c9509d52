using System.Security;

namespace DigiCertDocSign.Tests.Keys;

internal static class Secret
{
    public const string Text = "correct horse battery";

    public static SecureString Of(string text = Text)
    {
        var secret = new SecureString();
        foreach (char character in text)
        {
            secret.AppendChar(character);
        }

        secret.MakeReadOnly();
        return secret;
    }
}

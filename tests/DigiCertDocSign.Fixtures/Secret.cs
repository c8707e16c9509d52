using System.Security;

namespace DigiCertDocSign.Fixtures;

/// <summary>Text as a person types it into a prompt for secrets.</summary>
public static class Secret
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

using System.Security;
using CertCentral;

namespace DigiCertDocSign.Keys;

/// <summary>The rule for a PIN that is to be sent to a token or a card, which counts the wrong ones and locks after a few.</summary>
internal static class PinRule
{
    /// <exception cref="DocSigningException">TokenPinWrong: nobody can have typed it on a token's pad.</exception>
    public static void RequireTypeable(SecureString pin)
    {
        if (SecretText.Use(pin, characters => Array.Exists(characters, char.IsControl)))
        {
            throw KeyFaults.PinUntypeable();
        }
    }
}

using System.Security;
using CertCentral;

namespace DigiCertDocSign.Crypto;

/// <summary>The rule for a password that is to protect a private key.</summary>
public static class PasswordRule
{
    /// <summary>
    /// In characters. A shorter password can be guessed within hours, however slow the derivation of the key is.
    /// </summary>
    public const int MinimumLength = 8;

    /// <summary>The password, when it is there and long enough.</summary>
    /// <exception cref="DocSigningException">
    /// No password (KeyPasswordMissing), or one below <see cref="MinimumLength"/> (KeyPasswordTooShort).
    /// </exception>
    public static SecureString RequireStrong(SecureString? password, string field)
    {
        if (password is null || password.Length == 0)
        {
            throw CryptoFaults.PasswordMissing(field);
        }

        return password.Length >= MinimumLength ? password : throw CryptoFaults.PasswordTooShort(field, password.Length);
    }

    /// <summary>True when every program reads the same bytes from the password: none of its characters is beyond ASCII.</summary>
    public static bool IsAscii(SecureString password) => SecretText.Use(password, text => Array.TrueForAll(text, one => one < 0x80));
}

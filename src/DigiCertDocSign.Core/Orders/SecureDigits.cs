using System.Security;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Orders;

/// <summary>Looks at the digits of a secret, without ever making a string of them.</summary>
internal static class SecureDigits
{
    public static bool IsDigits(SecureString? secret, int fewest, int most) =>
        secret is not null && secret.Length >= fewest && secret.Length <= most
        && SecretText.Use(secret, characters => Array.TrueForAll(characters, character => character is >= '0' and <= '9'));

    /// <summary>ISO/IEC 7812-1 annex B: every second digit from the right counts double.</summary>
    public static bool PassesLuhn(SecureString digits) => SecretText.Use(digits, characters =>
    {
        var sum = 0;
        for (var fromRight = 0; fromRight < characters.Length; fromRight++)
        {
            var digit = characters[characters.Length - 1 - fromRight] - '0';
            var counted = fromRight % 2 == 0 ? digit : digit * 2;
            sum += counted > 9 ? counted - 9 : counted;
        }

        return sum % 10 == 0;
    });
}

using System.Runtime.InteropServices;
using System.Security;

namespace DigiCertDocSign;

/// <summary>Looks at the digits of a secret one by one, without ever making a string of them.</summary>
internal static class SecureDigits
{
    public static bool IsDigits(SecureString? secret, int fewest, int most) =>
        secret is not null && secret.Length >= fewest && secret.Length <= most
        && Look(secret, (character, _) => character is >= '0' and <= '9');

    /// <summary>ISO/IEC 7812-1 annex B: every second digit from the right counts double.</summary>
    public static bool PassesLuhn(SecureString digits)
    {
        var sum = 0;
        Look(digits, (character, fromRight) =>
        {
            var digit = character - '0';
            var counted = fromRight % 2 == 0 ? digit : digit * 2;
            sum += counted > 9 ? counted - 9 : counted;
            return true;
        });
        return sum % 10 == 0;
    }

    private static bool Look(SecureString secret, Func<char, int, bool> accepts)
    {
        var memory = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            for (var place = 0; place < secret.Length; place++)
            {
                if (!accepts((char)Marshal.ReadInt16(memory, place * sizeof(char)), secret.Length - 1 - place))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(memory);
        }
    }
}

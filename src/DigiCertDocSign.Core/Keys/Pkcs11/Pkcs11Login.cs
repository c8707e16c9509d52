using System.Security;
using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>The user's login, with the PIN given or on the token's own pad.</summary>
internal static class Pkcs11Login
{
    /// <exception cref="DocSigningException">TokenPinMissing, TokenPinWrong, TokenPinLocked or TokenFault.</exception>
    public static void Login(ISession session, Pkcs11Token token, SecureString? pin)
    {
        try
        {
            // The flags of now, not those of when the token was found.
            ITokenFlags flags = token.Slot.GetTokenInfo().TokenFlags;
            bool hasPin = pin is { Length: > 0 };
            Refuse(flags, token.Name, hasPin);
            if (hasPin)
            {
                SecretText.UseUtf8(pin!, bytes => Login(session, bytes));
            }
            else
            {
                Login(session, null);
            }
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem))
        {
            throw Pkcs11Faults.Of(problem, token.Name);
        }
    }

    private static bool Login(ISession session, byte[]? pin)
    {
        try
        {
            session.Login(CKU.CKU_USER, pin);
        }
        catch (Pkcs11Exception problem) when (problem.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // Another part of this process has logged in; a login serves all of it.
        }

        return true;
    }

    private static void Refuse(ITokenFlags flags, string token, bool hasPin)
    {
        if (flags.UserPinLocked)
        {
            throw new DocSigningException(FaultKind.TokenPinLocked, Pkcs11Faults.PinField, Pkcs11Faults.Locked(token));
        }

        if (flags.UserPinFinalTry)
        {
            throw new DocSigningException(
                FaultKind.TokenPinLocked,
                Pkcs11Faults.PinField,
                $"{token} allows one last attempt before it locks, and that is not spent here. Log in once with the vendor's tool, which sets the count back.");
        }

        if (!hasPin && !flags.ProtectedAuthenticationPath && flags.LoginRequired)
        {
            throw new DocSigningException(
                FaultKind.TokenPinMissing,
                Pkcs11Faults.PinField,
                $"{token} asks for a PIN and has no pad of its own. Give its PIN with -Pin.");
        }
    }
}

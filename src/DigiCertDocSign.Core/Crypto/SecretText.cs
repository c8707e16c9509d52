using System.Runtime.InteropServices;
using System.Security;
using System.Text;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// The one place where a <see cref="SecureString"/> becomes characters or bytes: for the length of one call, in memory
/// that the garbage collector does not move and that is cleared before it is let go.
/// </summary>
public static class SecretText
{
    /// <summary>Shortest password that protects a key: a shorter one is guessed within hours whatever the key derivation.</summary>
    public const int MinimumLength = 8;

    /// <summary>Hands the characters to <paramref name="use"/>; they are cleared when it returns, so it must not keep the array.</summary>
    public static T Use<T>(SecureString secret, Func<char[], T> use)
    {
        char[] characters = new char[secret.Length];
        var pin = GCHandle.Alloc(characters, GCHandleType.Pinned);
        IntPtr unmanaged = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            Marshal.Copy(unmanaged, characters, 0, characters.Length);
            return use(characters);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(unmanaged);
            Array.Clear(characters, 0, characters.Length);
            pin.Free();
        }
    }

    /// <summary>Hands the text in UTF-8 to <paramref name="use"/>; cleared when it returns, so it must not keep the array.</summary>
    public static T UseUtf8<T>(SecureString secret, Func<byte[], T> use) => Use(secret, characters =>
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(characters)];
        var pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            Encoding.UTF8.GetBytes(characters, 0, characters.Length, bytes, 0);
            return use(bytes);
        }
        finally
        {
            Array.Clear(bytes, 0, bytes.Length);
            pin.Free();
        }
    });

    /// <exception cref="DocSigningException">
    /// No password (KeyPasswordMissing), or one below <see cref="MinimumLength"/> (KeyPasswordTooShort).
    /// </exception>
    public static SecureString RequireStrong(SecureString? password, string field)
    {
        if (password is null || password.Length == 0)
        {
            throw new DocSigningException(
                FaultKind.KeyPasswordMissing,
                field,
                $"{field} is missing: a private key is only written under a password. Give one of at least {MinimumLength} characters.");
        }

        return password.Length >= MinimumLength
            ? password
            : throw new DocSigningException(
                FaultKind.KeyPasswordTooShort,
                field,
                $"{field} has only {password.Length} characters. Give one of at least {MinimumLength}; a sentence of several words is "
                    + "better.");
    }
}

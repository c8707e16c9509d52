using System.Runtime.InteropServices;
using System.Security;
using System.Text;

namespace CertCentral;

/// <summary>
/// The one place where a <see cref="SecureString"/> becomes characters or bytes: for the length of one call, in memory that the
/// garbage collector does not move and that is cleared afterwards.
/// </summary>
public static class SecretText
{
    /// <summary>Gives the characters to <paramref name="use"/>. They are cleared when it returns, so it must not keep the array.</summary>
    /// <param name="secret">What is to be read.</param>
    /// <param name="use">Gets the characters.</param>
    /// <returns>What <paramref name="use"/> returns.</returns>
    public static T Use<T>(SecureString secret, Func<char[], T> use)
    {
        Require.NotNull(secret, nameof(secret));
        Require.NotNull(use, nameof(use));
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

    /// <summary>
    /// Gives the text in UTF-8 to <paramref name="use"/>. It is cleared when that returns, so it must not keep the array.
    /// </summary>
    /// <param name="secret">What is to be read.</param>
    /// <param name="use">Gets the bytes.</param>
    /// <returns>What <paramref name="use"/> returns.</returns>
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

    /// <summary>The secret as text, which nobody can clear: only for what must leave as text, as a header or a JSON body does.</summary>
    internal static string Reveal(SecureString secret) => Use(secret, characters => new string(characters));

    internal static SecureString Hide(string text)
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

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using Microsoft.Win32.SafeHandles;

namespace DigiCertDocSign.Keys.Cng;

/// <summary>
/// What the class CngKey of .NET does not offer: to make a key and to sign without a window (NCRYPT_SILENT_FLAG), to list the providers,
/// and to ask them what they are. Names and values are those of ncrypt.h.
/// </summary>
internal static class NCrypt
{
    private const int SilentFlag = 0x40; // NCRYPT_SILENT_FLAG
    private const int PaddingPkcs1 = 0x2; // BCRYPT_PAD_PKCS1

    /// <summary>The names of the key storage providers of this machine.</summary>
    /// <exception cref="CryptographicException">Windows refuses.</exception>
    public static IReadOnlyList<string> Providers()
    {
        Check(NCryptEnumStorageProviders(out int count, out IntPtr list, SilentFlag));
        try
        {
            // An array of two string pointers each: name and comment.
            return [.. Enumerable.Range(0, count)
                .Select(index => Marshal.PtrToStringUni(Marshal.ReadIntPtr(list, index * 2 * IntPtr.Size)) ?? "")];
        }
        finally
        {
            _ = NCryptFreeBuffer(list);
        }
    }

    /// <summary>The name that ncrypt.h gives to keys of this kind for signing.</summary>
    public static string AlgorithmOf(KeyAlgorithmFacts facts) => facts.IsRsa ? "RSA" : $"ECDSA_P{facts.Bits}";

    /// <summary>True when the provider makes keys of this algorithm; it does not tell of which sizes.</summary>
    /// <exception cref="CryptographicException">There is no such provider, or it cannot be opened.</exception>
    public static bool Supports(string provider, string algorithm) =>
        WithProvider(provider, handle => NCryptIsAlgSupported(handle, algorithm, SilentFlag) == 0);

    /// <summary>The bits of NCRYPT_IMPL_TYPE_PROPERTY; null when the provider does not tell.</summary>
    /// <exception cref="CryptographicException">There is no such provider, or it cannot be opened.</exception>
    public static int? ImplementationOf(string provider) => WithProvider(provider, handle =>
        NCryptGetProperty(handle, "Impl Type", out int bits, sizeof(int), out int length, 0) == 0 && length == sizeof(int)
            ? bits
            : (int?)null);

    /// <summary>Makes a key with these properties, which its provider keeps.</summary>
    /// <exception cref="CryptographicException">The provider refuses; its HResult says why.</exception>
    public static void CreateKey(
        string provider, string algorithm, string name, IEnumerable<(string Name, byte[] Value)> properties, bool silent)
    {
        int window = silent ? SilentFlag : 0;
        WithProvider(provider, handle =>
        {
            IntPtr key = IntPtr.Zero;
            try
            {
                Check(NCryptCreatePersistedKey(handle, out key, algorithm, name, 0, 0));
                foreach ((string property, byte[] value) in properties)
                {
                    Check(NCryptSetProperty(key, property, value, value.Length, window));
                }

                Check(NCryptFinalizeKey(key, window));
                return true;
            }
            finally
            {
                Free(key);
            }
        });
    }

    /// <summary>Sets a property of a key.</summary>
    /// <exception cref="CryptographicException">The provider refuses; its HResult says why.</exception>
    public static void SetProperty(SafeNCryptKeyHandle key, string property, byte[] value) =>
        Check(NCryptSetProperty(key, property, value, value.Length, SilentFlag));

    /// <summary>Signs a hash: PKCS#1 v1.5 with RSA, r and s side by side on a curve.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">The hash.</param>
    /// <param name="rsaHashName">The name of the hash for RSA; null for a key on a curve.</param>
    /// <param name="silent">True to let the provider show no window.</param>
    /// <exception cref="CryptographicException">The provider refuses; its HResult says why.</exception>
    public static byte[] SignHash(SafeNCryptKeyHandle key, byte[] hash, string? rsaHashName, bool silent)
    {
        int flags = (silent ? SilentFlag : 0) | (rsaHashName is null ? 0 : PaddingPkcs1);
        IntPtr hashName = Marshal.StringToHGlobalUni(rsaHashName);
        IntPtr padding = Marshal.AllocHGlobal(IntPtr.Size); // BCRYPT_PKCS1_PADDING_INFO: one string pointer
        try
        {
            Marshal.WriteIntPtr(padding, hashName);
            IntPtr info = rsaHashName is null ? IntPtr.Zero : padding;
            Check(NCryptSignHash(key, info, hash, hash.Length, null, 0, out int length, flags));
            byte[] signature = new byte[length];
            Check(NCryptSignHash(key, info, hash, hash.Length, signature, length, out length, flags));
            return [.. signature.Take(length)];
        }
        finally
        {
            Marshal.FreeHGlobal(padding);
            Marshal.FreeHGlobal(hashName);
        }
    }

    private static T WithProvider<T>(string provider, Func<IntPtr, T> use)
    {
        Check(NCryptOpenStorageProvider(out IntPtr handle, provider, 0));
        try
        {
            return use(handle);
        }
        finally
        {
            Free(handle);
        }
    }

    private static void Check(int status)
    {
        if (status != 0)
        {
            throw new CryptographicException(status);
        }
    }

    private static void Free(IntPtr handle)
    {
        if (handle != IntPtr.Zero)
        {
            _ = NCryptFreeObject(handle);
        }
    }

#pragma warning disable SYSLIB1054 // source-made marshalling does not exist on .NET Framework
    [DllImport("ncrypt", CharSet = CharSet.Unicode)]
    private static extern int NCryptEnumStorageProviders(out int count, out IntPtr providers, int flags);

    [DllImport("ncrypt")]
    private static extern int NCryptFreeBuffer(IntPtr buffer);

    [DllImport("ncrypt", CharSet = CharSet.Unicode)]
    private static extern int NCryptOpenStorageProvider(out IntPtr provider, string name, int flags);

    [DllImport("ncrypt", CharSet = CharSet.Unicode)]
    private static extern int NCryptCreatePersistedKey(
        IntPtr provider, out IntPtr key, string algorithm, string name, int legacySpec, int flags);

    [DllImport("ncrypt", CharSet = CharSet.Unicode)]
    private static extern int NCryptSetProperty(IntPtr handle, string property, byte[] value, int length, int flags);

    [DllImport("ncrypt", CharSet = CharSet.Unicode)]
    private static extern int NCryptSetProperty(SafeNCryptKeyHandle key, string property, byte[] value, int length, int flags);

    [DllImport("ncrypt", CharSet = CharSet.Unicode)]
    private static extern int NCryptGetProperty(IntPtr handle, string property, out int value, int length, out int written, int flags);

    [DllImport("ncrypt", CharSet = CharSet.Unicode)]
    private static extern int NCryptIsAlgSupported(IntPtr provider, string algorithm, int flags);

    [DllImport("ncrypt")]
    private static extern int NCryptFinalizeKey(IntPtr key, int flags);

    [DllImport("ncrypt")]
    private static extern int NCryptFreeObject(IntPtr handle);

    [DllImport("ncrypt")]
    private static extern int NCryptSignHash(
        SafeNCryptKeyHandle key,
        IntPtr padding,
        byte[] hash,
        int hashLength,
        byte[]? signature,
        int signatureLength,
        out int length,
        int flags);
#pragma warning restore SYSLIB1054
}

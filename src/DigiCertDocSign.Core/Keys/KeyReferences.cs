using System.Runtime.InteropServices;
using System.Security;

namespace DigiCertDocSign;

/// <summary>The one place where a key reference, of whatever kind, becomes a key.</summary>
public static class KeyReferences
{
    /// <summary>True for a URI of a kind that is known here; anything else is taken for the path of a file.</summary>
    public static bool IsUri(string text) => FileKeyReference.IsOne(text) || Pkcs11Uri.IsOne(text) || CngKeyReference.IsOne(text);

    /// <summary>Opens the key. One on a token is seen by its public part without a PIN, which is enough to compare it.</summary>
    /// <param name="reference">A <c>file:</c>, <c>pkcs11:</c> or <c>cng:</c> URI, or the full path of a key file.</param>
    /// <param name="openFile">Opens a key file by its path or <c>file:</c> URI; called on this thread.</param>
    /// <param name="pin">Of the token or card; null where it is not needed or is entered on the token's own pad.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocSigningException">KeyReferenceInvalid, KeyNotFound and what the kind of store has to refuse.</exception>
    public static async Task<ISigningKey> OpenAsync(string reference, Func<string, ISigningKey> openFile, SecureString? pin, CancellationToken cancellationToken)
    {
        if (Pkcs11Uri.IsOne(reference))
        {
            return await Pkcs11KeyStore.OpenAsync(reference, pin, cancellationToken).ConfigureAwait(false);
        }

        if (!CngKeyReference.IsOne(reference))
        {
            return openFile(reference);
        }

        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? CngKeyStore.Open(CngKeyReference.Parse(reference), pin)
            : throw CngProviders.NotWindows("KeyReference");
    }
}

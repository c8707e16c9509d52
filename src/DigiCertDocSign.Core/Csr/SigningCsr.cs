using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>A CSR with its person and its key: what an order takes next.</summary>
public sealed record SigningCsr
{
    /// <summary>Given name and surname.</summary>
    public string Person => FullName.Of(GivenName, Surname);

    /// <summary>Of the person.</summary>
    public required string GivenName { get; init; }

    /// <summary>Of the person.</summary>
    public required string Surname { get; init; }

    /// <summary>Of the person.</summary>
    public required string JobTitle { get; init; }

    /// <summary>Of the person.</summary>
    public required string Phone { get; init; }

    /// <summary>Of the person.</summary>
    public required string Email { get; init; }

    /// <summary>The subject in the CSR, as text: <c>CN=Mira Solberg,E=mira.solberg@fjordlab.example</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Kind and size of the key.</summary>
    public required KeyAlgorithm KeyAlgorithm { get; init; }

    /// <summary>The hash under the CSR's signature.</summary>
    public required SignatureHash SignatureHash { get; init; }

    /// <summary>
    /// Where the private key lives, as a <c>file:</c>, <c>pkcs11:</c> or <c>cng:</c> URI; null for a key that the caller holds.
    /// </summary>
    public required string? KeyReference { get; init; }

    /// <summary>The full path of the key's file; null when the key is not in a file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The full path of the CSR's file; null when the user asked for none.</summary>
    public string? CsrPath { get; init; }

    /// <summary>The CSR in PEM, on several lines.</summary>
    public required string Csr { get; init; }

    /// <summary>Sentences about what was unusual: an earlier key taken up, or files set aside. Mostly empty.</summary>
    public IReadOnlyList<string> Notes { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    /// <summary>SHA-256 of the DER SubjectPublicKeyInfo, in upper-case hexadecimal.</summary>
    public required string PublicKeySha256 { get; init; }

    /// <summary>
    /// The directory's own id of the person, by which an order tells the person from others of the same name; null when it is not known.
    /// It is not in the CSR.
    /// </summary>
    public string? DirectoryId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Subject} ({KeyAlgorithm})";
}

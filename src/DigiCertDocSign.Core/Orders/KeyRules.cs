using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Orders;

/// <summary>
/// Key type and size. The server does not read the CSR's own and would note its default (RSA, 2048), so what the CSR says is sent, and
/// what was given by hand must agree with it.
/// </summary>
internal static class KeyRules
{
    private const string DefaultSize = "2048";

    public static void Check(OrderDraft draft, List<Fault> faults)
    {
        if (draft.KeyType is { } type && WireWords.Of(type) is null)
        {
            faults.Add(FaultKind.KeyTypeInvalid, "KeyType", "is unknown; use Rsa or Ecc.");
        }

        if (draft.SignatureHash is { } hash && WireWords.Of(hash) is null)
        {
            faults.Add(FaultKind.KeyTypeInvalid, "SignatureHash", "is unknown; use Sha256, Sha384 or Sha512.");
        }

        if (TextRules.Clean(draft.KeySize) is not { } given)
        {
            return;
        }

        if (WireWords.KeySize(given) is not { } size)
        {
            faults.Add(FaultKind.KeyTypeInvalid, "KeySize", $"'{given}' is unknown; use 2048, 3072 or 4096 for Rsa, p-256 or p-384 "
                + "for Ecc.");
        }
        else if (draft.KeyType is { } chosen && chosen != WireWords.KeyTypeOf(size))
        {
            faults.Add(
                FaultKind.KeyTypeInvalid, "KeySize", $"{size} does not go with {chosen}; use 2048, 3072 or 4096 for Rsa, p-256 or "
                    + "p-384 for Ecc.");
        }
    }

    /// <summary>
    /// Without a CSR to read it from, the server would note 2048 for an elliptic curve. A CSR may come with the person, so this is asked
    /// per row.
    /// </summary>
    public static void CheckWithoutCsr(OrderDraft draft, List<Fault> faults)
    {
        if (draft.KeyType == KeyType.Ecc && TextRules.Clean(draft.KeySize) is null)
        {
            faults.Add(FaultKind.KeyTypeInvalid, "KeySize", "Ecc without a CSR needs a size; use p-256 or p-384.");
        }
    }

    /// <summary>Adds a fault for every contradiction between the order and the CSR's own key.</summary>
    public static void CheckAgainst(CsrInfo csr, OrderDraft draft, List<Fault> faults)
    {
        if (draft.KeyType is { } type && WireWords.Of(type) is { } word && word != csr.KeyType)
        {
            faults.Add(FaultKind.CsrContradiction, "KeyType", $"{type} is given, but the key of the CSR is {csr.KeyType} "
                + $"{csr.KeySize}; leave KeyType out.");
        }

        if (TextRules.Clean(draft.KeySize) is { } given && WireWords.KeySize(given) is { } size && size != csr.KeySize)
        {
            faults.Add(FaultKind.CsrContradiction, "KeySize", $"{size} is given, but the key of the CSR is {csr.KeyType} "
                + $"{csr.KeySize}; leave KeySize out.");
        }
    }

    /// <summary>What goes on the wire; nothing where it would only repeat the server's default.</summary>
    public static (string? Type, string? Size) Wire(OrderDraft draft, CsrInfo? csr)
    {
        var size = TextRules.Clean(draft.KeySize) is { } given ? WireWords.KeySize(given) : null;
        if (csr is not null)
        {
            var isDefault = draft.KeyType is null && size is null && csr is { KeyType: "rsa", KeySize: DefaultSize };
            return isDefault ? (null, null) : (csr.KeyType, csr.KeySize);
        }

        var type = draft.KeyType ?? (size is null ? null : WireWords.KeyTypeOf(size));
        return (type is { } known ? WireWords.Of(known) : null, size);
    }
}

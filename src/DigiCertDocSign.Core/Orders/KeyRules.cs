using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Orders;

/// <summary>
/// Key type and size, and the CSR. The server does not read the CSR's own and would note its default (RSA, 2048), so what the CSR says is
/// sent, and what was given by hand must agree with it.
/// </summary>
internal static class KeyRules
{
    private const string DefaultSize = "2048";

    public static void Apply(OrderDraft draft, List<Fault> faults)
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
            faults.Add(
                FaultKind.KeyTypeInvalid, "KeySize", $"'{given}' is unknown; use 2048, 3072 or 4096 for Rsa, p-256 or p-384 for Ecc.");
        }
        else if (draft.KeyType is { } chosen && chosen != WireWords.KeyTypeOf(size))
        {
            faults.Add(
                FaultKind.KeyTypeInvalid,
                "KeySize",
                $"{size} does not go with {chosen}; use 2048, 3072 or 4096 for Rsa, p-256 or p-384 for Ecc.");
        }
    }

    /// <summary>The CSR that an order goes out with: the person's own, else the draft's. A CSR may come with each person, so this is
    /// asked for each input.</summary>
    /// <param name="draft">What is ordered.</param>
    /// <param name="csr">The CSR that came with the person.</param>
    /// <param name="faults">Gets what is wrong with it, or that it is missing.</param>
    /// <returns>Null when there is none, or none that can be read.</returns>
    public static CsrInfo? ReadCsr(OrderDraft draft, string? csr, List<Fault> faults)
    {
        string? own = TextRules.Clean(csr);
        string? common = TextRules.Clean(draft.Csr);
        if ((own ?? common) is not { } text)
        {
            ApplyWithoutCsr(draft, faults);
            return null;
        }

        if (Inspect(text, draft, faults) is not { } info)
        {
            return null;
        }

        if (own is not null && common is not null && Inspect(common, draft, []) is { } other && other.OneLine != info.OneLine)
        {
            faults.Add(FaultKind.CsrContradiction, "Csr", "-Csr is given, and the piped object carries another one; leave -Csr out.");
        }

        return info;
    }

    /// <summary>Reads a CSR, and adds a fault for every contradiction between the order and the CSR's own key.</summary>
    /// <param name="csr">PEM.</param>
    /// <param name="draft">What is ordered.</param>
    /// <param name="faults">Gets them; also that the CSR cannot be read.</param>
    /// <returns>Null when it cannot be read.</returns>
    public static CsrInfo? Inspect(string csr, OrderDraft draft, List<Fault> faults)
    {
        CsrInfo info;
        try
        {
            info = CsrInspector.Inspect(csr);
        }
        catch (DocSigningException unreadable)
        {
            faults.AddRange(unreadable.Faults);
            return null;
        }

        if (draft.KeyType is { } type && WireWords.Of(type) is { } word && word != info.KeyType)
        {
            faults.Add(
                FaultKind.CsrContradiction,
                "KeyType",
                $"{type} is given, but the key of the CSR is {info.KeyType} {info.KeySize}; leave KeyType out.");
        }

        if (TextRules.Clean(draft.KeySize) is { } given && WireWords.KeySize(given) is { } size && size != info.KeySize)
        {
            faults.Add(
                FaultKind.CsrContradiction,
                "KeySize",
                $"{size} is given, but the key of the CSR is {info.KeyType} {info.KeySize}; leave KeySize out.");
        }

        return info;
    }

    /// <summary>What goes on the wire; nothing where it would only repeat the server's default.</summary>
    public static (string? Type, string? Size) Wire(OrderDraft draft, CsrInfo? csr)
    {
        string? size = TextRules.Clean(draft.KeySize) is { } given ? WireWords.KeySize(given) : null;
        if (csr is not null)
        {
            bool isDefault = draft.KeyType is null && size is null && csr is { KeyType: "rsa", KeySize: DefaultSize };
            return isDefault ? (null, null) : (csr.KeyType, csr.KeySize);
        }

        KeyType? type = draft.KeyType ?? (size is null ? null : WireWords.KeyTypeOf(size));
        return (type is { } known ? WireWords.Of(known) : null, size);
    }

    private static void ApplyWithoutCsr(OrderDraft draft, List<Fault> faults)
    {
        if (draft.ProvisioningOrDefault == ProvisioningMethod.Email)
        {
            faults.Add(
                FaultKind.CsrMissing,
                "Csr",
                "provisioning by Email certifies a key that exists already and needs its CSR. Pipe the person through New-DocSigningCsr, "
                    + "give -Csr, or choose -ProvisioningMethod ShipToken or ClientApp.");
        }

        // Without a CSR to read it from, the server would note 2048 for an elliptic curve.
        if (draft.KeyType == KeyType.Ecc && TextRules.Clean(draft.KeySize) is null)
        {
            faults.Add(FaultKind.KeyTypeInvalid, "KeySize", "Ecc without a CSR needs a size; use p-256 or p-384.");
        }
    }
}

namespace DigiCertDocSign.Orders;

/// <summary>
/// A token that is mailed needs an address; the other ways must not have one, or somebody waits for a token that never comes.
/// </summary>
internal static class ProvisioningRules
{
    /// <summary>The order page's own default; it costs nothing, since it then demands a CSR.</summary>
    public static ProvisioningMethod Of(OrderDraft draft) => draft.ProvisioningMethod ?? ProvisioningMethod.Email;

    public static void Check(OrderDraft draft, List<Fault> faults)
    {
        var method = Of(draft);
        if (WireWords.Of(method) is null)
        {
            faults.Add(FaultKind.OrderFieldInvalid, "ProvisioningMethod", "is unknown; use Email, ShipToken or ClientApp.");
        }
        else if (method == ProvisioningMethod.ShipToken && draft.ShipTo is null)
        {
            faults.Add(
                FaultKind.ShippingAddressMissing,
                "ShipTo",
                "ShipToken needs the address that the token is mailed to: Name, Addr1, City, State, Zip, Country and Method.");
        }
        else if (method != ProvisioningMethod.ShipToken && draft.ShipTo is not null)
        {
            faults.Add(
                FaultKind.ShippingAddressInvalid, "ShipTo", $"an address is given, but {method} mails no token; leave it out or use "
                    + "ShipToken.");
        }

        if (draft.ShipTo is { } address)
        {
            CheckAddress(address, faults);
        }
    }

    /// <summary>The fault of a missing CSR; null when none is needed.</summary>
    public static Fault? CsrFault(OrderDraft draft, string? csr)
    {
        const string field = "Csr";
        return Of(draft) != ProvisioningMethod.Email || TextRules.Clean(csr) is not null
            ? null
            : new Fault(
                FaultKind.CsrMissing,
                field,
                $"{field}: provisioning by Email certifies a key that exists already and needs its CSR. Pipe the person through "
                    + "New-DocSigningCsr, "
                + "give -Csr, or choose -ProvisioningMethod ShipToken or ClientApp.");
    }

    private static void CheckAddress(ShippingAddress address, List<Fault> faults)
    {
        const FaultKind kind = FaultKind.ShippingAddressInvalid;
        const string at = "ShipTo.";
        TextRules.Require(faults, kind, at + "Name", address.Name);
        TextRules.Require(faults, kind, at + "Addr1", address.Addr1);
        TextRules.Allow(faults, kind, at + "Addr2", address.Addr2);
        TextRules.Require(faults, kind, at + "City", address.City);
        TextRules.Require(faults, kind, at + "State", address.State);
        TextRules.Require(faults, kind, at + "Zip", address.Zip);
        Countries.Require(faults, at + "Country", address.Country);
        if (WireWords.ShippingMethod(address.Method) is null)
        {
            var given = string.IsNullOrWhiteSpace(address.Method) ? "is missing" : $"'{address.Method}' is unknown";
            faults.Add(kind, at + "Method", $"{given}; use STANDARD, or EXPEDITED at extra cost.");
        }
    }
}

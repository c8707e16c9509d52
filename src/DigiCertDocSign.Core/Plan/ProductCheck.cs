using CertCentral;
using CertCentral.Errors;
using CertCentral.Products;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Plan;

/// <summary>Whether the account, and its container, may order the product as the draft has it.</summary>
/// <remarks>Services API: GET product/{name_id}.</remarks>
internal static class ProductCheck
{
    private const string Name = "Product";

    public static async Task<AccountCheck> AskAsync(
        CertCentralClient client, OrderDraft draft, int orders, CancellationToken cancellationToken)
    {
        try
        {
            ProductInfo product = await client.Products.GetAsync(SigningProduct.NameId, cancellationToken).ConfigureAwait(false);
            return Problem(product, draft) is { } problem ? new AccountCheck(Name, false, problem)
                : product.RemainingCertsInContract < orders
                    ? new AccountCheck(
                        Name,
                        null,
                        $"The contract has {product.RemainingCertsInContract} certificates left, for {orders} orders. Order for fewer "
                            + "people, or ask DigiCert what more of them cost.")
                    : new AccountCheck(Name, true, $"{product.Name ?? SigningProduct.NameId} can be ordered.");
        }
        catch (NotFoundException)
        {
            return new AccountCheck(Name, false, $"The account does not offer {SigningProduct.NameId}; ask DigiCert to enable it.");
        }
        catch (PermissionDeniedException denied)
        {
            return new AccountCheck(
                Name, null, $"The key may not read the product, so the first order shows whether it is enabled. {denied.Message}");
        }
    }

    private static string? Problem(ProductInfo product, OrderDraft draft)
    {
        if (draft.ContainerId is { } container
            && product.AllowedContainerIds is { Count: > 0 } containers
            && !containers.Contains(container))
        {
            return $"The product cannot be ordered in container {container}. Name with -ContainerId one that is allowed: "
                + $"{string.Join(", ", containers)}.";
        }

        List<int>? allowed = product.AllowedOrderValidityYears ?? product.AllowedValidityYears;
        if (draft.Years is { } years && allowed is { Count: > 0 } && !allowed.Contains(years))
        {
            return $"The account may order {Amount.OfEach(allowed, "year")}, not {years}. Order as many with -Years, or ask DigiCert.";
        }

        return TextRules.Clean(draft.CaCertId) is { } wanted && product.AllowedCaCerts is { Count: > 0 } authorities
            && !authorities.Exists(one => string.Equals(one.Id, wanted, StringComparison.OrdinalIgnoreCase))
            ? $"The account may not choose the CA {wanted}. Name with -CaCertId one that is allowed: "
                + $"{string.Join(", ", authorities.Select(one => $"{one.Id} ({one.Name})"))}."
            : null;
    }
}

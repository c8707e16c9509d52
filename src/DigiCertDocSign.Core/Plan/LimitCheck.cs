using CertCentral;
using CertCentral.Errors;
using CertCentral.Users;
using DigiCertDocSign.Account;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Plan;

/// <summary>Whether the limits that administrators have set leave room for an order as the draft has it.</summary>
internal static class LimitCheck
{
    private const string Name = "ProductLimit";

    /// <param name="client">The account.</param>
    /// <param name="draft">What is to be ordered.</param>
    /// <param name="containerId">Where; null when that is not known.</param>
    /// <param name="user">Whose limits count; null when the key does not say whose it is.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    public static async Task<AccountCheck> AskAsync(
        CertCentralClient client, OrderDraft draft, long? containerId, UserInfo? user, CancellationToken cancellationToken)
    {
        if (containerId is not { } container)
        {
            return new AccountCheck(
                Name, null, "CertCentral does not say which container an order would go into. Name one with -ContainerId.");
        }

        try
        {
            IReadOnlyList<SigningProductLimit> limits =
                await new AccountProducts(client).GetLimitsAsync(container, cancellationToken).ConfigureAwait(false);
            return Of([.. limits.Where(limit => MayCount(limit, user))], draft, container, user);
        }
        catch (NotFoundException unknown)
        {
            return new AccountCheck(
                Name,
                null,
                $"CertCentral does not know container {container}, or tells no limits of it. Name another with -ContainerId; "
                    + $"Get-DocSigningContainer lists them. {unknown.Message}");
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            return new AccountCheck(
                Name, null, $"The limits of container {container} could not be read, so the first order shows them. {refused.Message}");
        }
    }

    private static AccountCheck Of(SigningProductLimit[] counting, OrderDraft draft, long container, UserInfo? user) =>
        counting.FirstOrDefault(limit => Problem(limit, draft) is not null) is { } broken
            ? new AccountCheck(Name, broken.RoleId is null || user?.AccessRoles is not null ? false : null, Problem(broken, draft)!)
            : new AccountCheck(Name, true, $"What is wanted can be ordered in container {container}{Left(counting)}.");

    private static bool MayCount(SigningProductLimit limit, UserInfo? user) =>
        limit.RoleId is not { } role || user?.AccessRoles is not { } roles || roles.Exists(one => one.Id == role);

    private static string? Problem(SigningProductLimit limit, OrderDraft draft)
    {
        string where = $"container {limit.ContainerId}{(limit.RoleId is { } role ? $" by users of role {role}" : "")}";
        if (draft.Years is { } years && limit.Years.Count > 0 && !limit.Years.Contains(years))
        {
            return $"In {where} {Amount.OfEach(limit.Years, "year")} can be ordered, not {years}. Order as many, or have an "
                + "administrator change the product limits in CertCentral.";
        }

        return TextRules.Clean(draft.CaCertId) is { } wanted
            && limit.IssuingCas.Count > 0
            && !limit.IssuingCas.Any(one => string.Equals(one.CaCertId, wanted, StringComparison.OrdinalIgnoreCase))
            ? $"In {where} the CA {wanted} cannot be chosen. Name with -CaCertId one that is allowed: "
                + $"{string.Join(", ", limit.IssuingCas)}."
            : null;
    }

    private static string Left(SigningProductLimit[] limits) =>
        Array.Find(limits, limit => limit.IsLimited) is not { } limited ? ""
        : $"; an administrator has limited it to {Amount.OfEach(limited.Years, "year")}, {string.Join(", ", limited.SignatureHashes)}";
}

using CertCentral;
using CertCentral.Errors;
using CertCentral.Users;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Plan;

/// <summary>
/// What the server says that the key may do. It is evidence and never a refusal: no published list names the permission that an order
/// needs, and a server may not know the call at all.
/// </summary>
/// <remarks>Services API: GET authorization.</remarks>
internal static class PermissionsCheck
{
    private const string Name = "Permissions";
    private const string ViewOrders = "view_orders";

    public static async Task<AccountCheck> AskAsync(CertCentralClient client, CancellationToken cancellationToken)
    {
        try
        {
            AuthorizationList list = await client.Users.GetAuthorizationsAsync(cancellationToken).ConfigureAwait(false);
            return Of(list.Authorizations!);
        }
        catch (NotFoundException)
        {
            return new AccountCheck(
                Name,
                null,
                "This server does not tell the permissions of a key, which says nothing of them: the first order shows them.");
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            return new AccountCheck(
                Name,
                null,
                $"The key may not ask for its permissions, which says nothing of them: the first order shows them. {refused.Message}");
        }
    }

    private static AccountCheck Of(List<Authorization> all)
    {
        string[] denied = [.. all.Where(one => one.Authorized == false).Select(one => one.Permission).OfType<string>()];
        string but = denied.Length == 0 ? "" : $" Not permitted: {string.Join(", ", denied)}.";
        Authorization? orders = all.Find(one => string.Equals(one.Permission, ViewOrders, StringComparison.OrdinalIgnoreCase));
        return orders?.Authorized switch
        {
            true => new AccountCheck(Name, true, $"The key may see orders.{but}"),
            false => new AccountCheck(
                Name,
                null,
                $"The key may not see orders, as DigiCert says; then a run cannot tell who has one. Use a key with wider rights.{but}"),
            null => new AccountCheck(
                Name, null, $"DigiCert does not say whether the key may see orders; Get-DocSigningOrder -First 1 shows it.{but}"),
        };
    }
}

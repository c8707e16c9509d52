using System.Globalization;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Account;

/// <summary>The calls that show the user of the key, and any user.</summary>
internal sealed class UserCalls(SandboxAccount account)
{
    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.Me, _ => SandboxAnswer.Ok(Write(account.FindUser(Catalogue.KeyOwnerId)!))),
        new(
            SandboxRoutes.GetUser,
            call => call.Id is { } id && account.FindUser(id) is { } user
                ? SandboxAnswer.Ok(Write(user))
                : throw ApiException.NotFound("user")),
    ];

    private JObject Write(StoredUser user)
    {
        return new JObject
        {
            ["id"] = user.Id,
            ["username"] = user.Email,
            ["account_id"] = Catalogue.AccountId,
            ["first_name"] = user.FirstName,
            ["last_name"] = user.LastName,
            ["email"] = user.Email,
            ["job_title"] = user.JobTitle,
            ["telephone"] = user.Telephone,
            ["status"] = "active",
            // Unlike most instants, this one has no zone.
            ["last_login_date"] = account.Now.UtcDateTime.Date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ["container"] = WriteContainer(),
            ["access_roles"] = new JArray(new JObject { ["id"] = 1, ["name"] = "Administrator" }),
            ["is_cert_central"] = true,
            ["is_enterprise"] = true,
            ["is_saml_sso_only"] = false,
            ["type"] = "standard",
            ["has_container_assignments"] = false,
            ["container_visibility"] = new JArray(WriteContainer()),
        };
    }

    private static JObject WriteContainer() => new()
    {
        ["id"] = Catalogue.MainContainerId,
        ["public_id"] = "a81d0c7be35f42219d",
        ["name"] = Catalogue.Containers[Catalogue.MainContainerId],
        ["parent_id"] = 0,
        ["template_id"] = 5,
        ["ekey"] = "q7tz1m",
        ["has_logo"] = false,
        ["is_active"] = true,
    };
}

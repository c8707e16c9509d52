using System.Globalization;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Account;

/// <summary>The call that shows the user of the key.</summary>
internal sealed class UserCalls(SandboxAccount account)
{
    public IEnumerable<Route> Routes() => [new(SandboxRoutes.Me, _ => SandboxAnswer.Ok(WriteMe()))];

    private JObject WriteMe()
    {
        StoredUser me = account.FindUser(Catalogue.KeyOwnerId)!;
        return new JObject
        {
            ["id"] = me.Id,
            ["username"] = me.Email,
            ["account_id"] = Catalogue.AccountId,
            ["first_name"] = me.FirstName,
            ["last_name"] = me.LastName,
            ["email"] = me.Email,
            ["job_title"] = me.JobTitle,
            ["telephone"] = me.Telephone,
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

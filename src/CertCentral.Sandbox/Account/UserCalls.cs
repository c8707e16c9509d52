using System.Globalization;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Lists;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Account;

/// <summary>The calls that show the user of the key and what the key may do, and the other users.</summary>
internal sealed class UserCalls(SandboxAccount account)
{
    // Names that the pages of the call show. The full list of them has not been seen.
    private static readonly string[] Permissions =
    [
        "view_orders", "create_organizations", "view_container", "edit_container", "create_containers", "manage_guest_keys", "view_users",
        "create_users", "edit_users", "view_domains", "add_domains",
    ];

    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.Me, _ => SandboxAnswer.Ok(Write(account.FindUser(Catalogue.KeyOwnerId)!))),
        new(SandboxRoutes.Authorizations, _ => TellRights()),
        new(SandboxRoutes.ListUsers, List),
        new(
            SandboxRoutes.GetUser,
            call => call.Id is { } id && account.FindUser(id) is { } user
                ? SandboxAnswer.Ok(Write(user))
                : throw ApiException.NotFound("user")),
    ];

    private SandboxAnswer TellRights()
    {
        SandboxHabits habits = account.Options.Habits;
        return !habits.TellsRights
            ? throw ApiException.NotFound("route")
            : SandboxAnswer.Ok(new JObject
            {
                ["authorizations"] = new JArray(Permissions.Select(permission => new JObject
                {
                    ["authorized"] = !habits.DeniedPermissions.Contains(permission),
                    ["permission"] = permission,
                })),
            });
    }

    private SandboxAnswer List(SandboxCall call)
    {
        ListFields<StoredUser> fields = new ListFields<StoredUser>()
            .Filter("container_id", value => FilterValue.Id("container_id", value), _ => Catalogue.MainContainerId)
            .Key("id", user => user.Id);
        return ListQuery.Read(call).Answer(account.State.Users, fields, ListQuery.MaxLimit, "users", user =>
        {
            JObject row = Write(user);

            // The list, unlike the call for one user, writes instants with their zone, and shows no visibility.
            row["last_login_date"] = WireText.Instant(account.Now.UtcDateTime.Date);
            row.Remove("container_visibility");
            return row;
        });
    }

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

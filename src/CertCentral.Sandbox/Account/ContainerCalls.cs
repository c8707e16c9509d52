using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Lists;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Account;

/// <summary>The calls that show the divisions of the account.</summary>
internal sealed class ContainerCalls(SandboxAccount account)
{
    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.ListContainers, List),
        new(SandboxRoutes.GetContainer, call => SandboxAnswer.Ok(WriteInfo(AccountParts.ContainerOrThrow(call.Arguments[0])))),
    ];

    private SandboxAnswer List(SandboxCall call)
    {
        if (!account.Options.Habits.ListsContainersByPages)
        {
            return SandboxAnswer.Ok(new JObject { ["containers"] = new JArray(Catalogue.Containers.Keys.Select(Write)) });
        }

        ListFields<long> fields = new ListFields<long>().Key("id", id => id);
        return ListQuery.Read(call).Answer(Catalogue.Containers.Keys, fields, ListQuery.MaxLimit, "containers", Write);
    }

    private JObject WriteInfo(long id)
    {
        JObject info = Write(id);

        // Ids as strings, and flags too, in this answer alone.
        info["user_id_assignments"] = new JArray(WireText.Id(Catalogue.ApproverId));
        info["organization_assignments"] = new JArray(
            account.State.Organizations.Where(organization => organization.IsActive).Select(organization => new JObject
            {
                ["id"] = organization.Id,
                ["status"] = "active",
                ["name"] = organization.Name,
                ["display_name"] = organization.DisplayName,
                ["is_active"] = "1",
            }));
        return info;
    }

    private static JObject Write(long id)
    {
        bool isMain = id == Catalogue.MainContainerId;
        var written = new JObject
        {
            ["id"] = id,
            ["public_id"] = isMain ? "a81d0c7be35f42219d" : "c0925d71fe8b4a6e10",
            ["name"] = Catalogue.Containers[id],
            ["parent_id"] = isMain ? 0 : Catalogue.MainContainerId,
            ["template_id"] = 5,
            ["ekey"] = isMain ? "q7tz1m" : "p2vx8d",
            ["has_logo"] = false,
            ["is_active"] = true,
        };
        if (!isMain)
        {
            written["description"] = "Operations";
            written["allowed_domain_names"] = new JArray("fjordlab.example");
        }

        return written;
    }
}

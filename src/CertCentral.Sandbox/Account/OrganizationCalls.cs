using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Lists;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Account;

/// <summary>The calls that show the organizations for which certificates can be ordered.</summary>
internal sealed class OrganizationCalls(SandboxAccount account)
{
    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.ListOrganizations, List),
        new(SandboxRoutes.GetOrganization, call => SandboxAnswer.Ok(WriteInfo(FindOrThrow(call)))),
        new(
            SandboxRoutes.OrganizationValidation,
            call => SandboxAnswer.Ok(new JObject { ["validations"] = WriteValidations(FindOrThrow(call)) })),
    ];

    private SandboxAnswer List(SandboxCall call)
    {
        // "True" counts as well.
        bool withValidation = call.GetQuery("include_validation")?.ToLowerInvariant() is "true" or "1"
            && account.Options.Habits.ListsValidations;
        ListFields<StoredOrganization> fields = new ListFields<StoredOrganization>()
            .Filter("status", value => FilterValue.OneOf("status", value, "active", "inactive"), StatusOf)
            .Filter("search", value => organization => WireText.Id(organization.Id) == value || Contains(organization.Name, value))
            .Filter("container_id", value => FilterValue.Id("container_id", value), organization => organization.ContainerId)
            .Key("id", organization => organization.Id)
            .Key("name", organization => organization.Name);
        var query = ListQuery.Read(call);
        query.AddPlain(call, "container_id");
        return query.Answer(
            account.State.Organizations,
            fields,
            ListQuery.MaxLimit,
            "organizations",
            organization => WriteRow(organization, withValidation));
    }

    private StoredOrganization FindOrThrow(SandboxCall call) =>
        call.Id is { } id && account.FindOrganization(id) is { } found
            ? found
            : throw ApiException.NotFound("organization");

    private JObject WriteRow(StoredOrganization organization, bool withValidation)
    {
        JObject row = WriteBase(organization);
        if (withValidation && organization.IsActive)
        {
            row["validations"] = WriteValidations(organization);
        }

        if (organization.IsActive)
        {
            // Strings, unlike the ids around them.
            row["container_id_assignments"] = new JArray(Catalogue.Containers.Keys.Select(WireText.Id));
        }

        return row;
    }

    private JObject WriteInfo(StoredOrganization organization)
    {
        JObject info = WriteBase(organization);
        foreach (string? type in new[] { "organization_contact", "technical_contact" })
        {
            if (organization.Contacts.Find(contact => contact.ContactType == type) is { } contact)
            {
                info[type] = new JObject
                {
                    ["id"] = contact.Id,
                    ["first_name"] = contact.FirstName,
                    ["last_name"] = contact.LastName,
                    ["email"] = contact.Email,
                    ["job_title"] = contact.JobTitle,
                    ["telephone"] = contact.Telephone,
                    ["telephone_extension"] = contact.TelephoneExtension,
                };
                if (contact.UserId is { } userId && account.Options.Habits.ContactUser == SandboxContactUser.OfAll)
                {
                    info[type]!["user_id"] = userId;
                }
            }
        }

        info["verified_contacts"] = new JArray(
            organization.Contacts.Where(contact => contact.ContactType == "verified_contact").Select(WriteVerified));
        return info;
    }

    private JObject WriteVerified(StoredContact contact)
    {
        var written = new JObject { ["id"] = contact.Id };
        if (contact.UserId is { } userId && account.Options.Habits.ContactUser != SandboxContactUser.Nowhere)
        {
            written["user_id"] = userId;
        }

        written["name"] = contact.FirstName + " " + contact.LastName;
        written["first_name"] = contact.FirstName;
        written["last_name"] = contact.LastName;
        written["job_title"] = contact.JobTitle;
        written["telephone"] = contact.Telephone;
        written["email"] = contact.Email;
        return written;
    }

    private static JObject WriteBase(StoredOrganization organization)
    {
        var written = new JObject
        {
            ["id"] = organization.Id,
            ["status"] = StatusOf(organization),
            ["name"] = organization.Name,
            ["assumed_name"] = organization.AssumedName,
            ["display_name"] = organization.DisplayName,
            ["is_active"] = organization.IsActive,
            ["address"] = organization.Address,
            ["address2"] = organization.Address2,
            ["zip"] = organization.Zip,
            ["city"] = organization.City,
            ["state"] = organization.State,
            ["country"] = organization.Country,
            ["telephone"] = organization.Telephone,
            ["container"] = new JObject
            {
                ["id"] = organization.ContainerId,
                ["parent_id"] = 0,
                ["name"] = Catalogue.Containers[organization.ContainerId],
                ["is_active"] = true,
            },
        };
        foreach (JProperty? empty in written.Properties().Where(property => property.Value is JValue { Value: null }).ToList())
        {
            empty.Remove();
        }

        return written;
    }

    private JArray WriteValidations(StoredOrganization organization)
    {
        JObject signing = AccountParts.SigningValidation();
        if (organization.ValidatedUntil is { } until && (until > account.Now || organization.SubmittedAt is null))
        {
            signing["date_created"] = WireText.Instant(organization.ValidatedFrom!.Value);
            signing["validated_until"] = WireText.Instant(until);
            signing["status"] = until > account.Now ? "active" : "expired";
        }
        else
        {
            signing["status"] = "pending";
        }

        return
        [
            signing,
            new JObject { ["type"] = "ov", ["name"] = "OV", ["description"] = "Normal Organization Validation", ["status"] = "pending" },
        ];
    }

    private static string StatusOf(StoredOrganization organization) => organization.IsActive ? "active" : "inactive";

    private static bool Contains(string text, string part) => text.IndexOf(part.TrimStart('%'), StringComparison.OrdinalIgnoreCase) >= 0;
}

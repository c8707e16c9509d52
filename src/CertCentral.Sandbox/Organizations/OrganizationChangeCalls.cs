using System.Net;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Orders.Rules;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Organizations;

/// <summary>The calls that make an organization, set its contacts and have it validated.</summary>
internal sealed class OrganizationChangeCalls(SandboxAccount account)
{
    private static readonly string[] ContactTypes = ["organization_contact", "technical_contact"];
    private static readonly string[] ValidationTypes = ["ov", "ev", "cs", "ev_cs", "ds", "smime"];

    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.CreateOrganization, Create),
        new(SandboxRoutes.SetOrganizationContacts, SetContacts),
        new(SandboxRoutes.SubmitOrganizationValidation, Submit),
    ];

    /// <summary>Ends the validations whose time has come.</summary>
    public void Advance()
    {
        foreach (StoredOrganization organization in account.State.Organizations)
        {
            if (organization.SubmittedAt is { } submitted && account.Now - submitted >= account.Options.ValidationDelay)
            {
                organization.ValidatedFrom = submitted + account.Options.ValidationDelay;
                organization.ValidatedUntil = organization.ValidatedFrom.Value.AddYears(1);
                organization.SubmittedAt = null;
                account.MarkChanged();
            }
        }
    }

    private SandboxAnswer Create(SandboxCall call)
    {
        var body = WireReader.Of(call);
        StoredOrganization fresh = OrganizationRules.ReadDetails(body);
        bool skipsCheck = body.Flag("skip_duplicate_org_check") == true;
        fresh.ContainerId = body.IdIn("container", Catalogue.Containers, "container") ?? fresh.ContainerId;
        if (body.Object("organization_contact", required: true) is { } contact)
        {
            fresh.Contacts.Add(ReadContact(contact, "organization_contact"));
        }

        bool isSubmitted = body.Objects("validations").Select(one => one.OneOf("type", required: true, ValidationTypes)).Contains("ds");
        body.ThrowIfFaulty();
        if (!skipsCheck && account.State.Organizations.Find(known => OrganizationRules.IsSame(known, fresh)) is { } there)
        {
            return account.Options.Habits.DuplicateOrganization == SandboxDuplicateOrganization.Reused
                ? SandboxAnswer.Created(new JObject { ["id"] = there.Id })
                : throw new ApiException(
                    HttpStatusCode.BadRequest, "duplicate_organization", "There is an organization of this name in this country already.");
        }

        fresh.Contacts[0].Id = ++account.State.LastContactId;
        fresh.Id = ++account.State.LastOrganizationId;
        fresh.SubmittedAt = isSubmitted ? account.Now : null;
        account.State.Organizations.Add(fresh);
        account.MarkChanged();
        return SandboxAnswer.Created(new JObject { ["id"] = fresh.Id });
    }

    private SandboxAnswer SetContacts(SandboxCall call)
    {
        StoredOrganization organization = FindOrThrow(call);
        var body = WireReader.Of(call);
        if (!body.Has("contacts"))
        {
            body.Missing("contacts");
        }

        List<StoredContact> named = [];
        foreach (WireReader reader in body.Objects("contacts"))
        {
            string type = reader.OneOf("contact_type", required: true, ContactTypes) ?? "";
            if (named.Exists(contact => contact.ContactType == type))
            {
                reader.Add(new ApiException(HttpStatusCode.BadRequest, "contact_type_duplicate", $"There are two contacts of {type}."));
            }

            named.Add(ReadContact(reader, type));
        }

        body.ThrowIfFaulty();
        foreach (string type in ContactTypes)
        {
            StoredContact? sent = named.Find(contact => contact.ContactType == type);
            if (sent is not null || account.Options.Habits.ContactsAreSetAsAWhole)
            {
                Replace(organization, type, sent);
            }
        }

        account.MarkChanged();
        return SandboxAnswer.NoContent;
    }

    /// <summary>The same person keeps the id; somebody else gets a new one.</summary>
    private void Replace(StoredOrganization organization, string type, StoredContact? sent)
    {
        StoredContact? present = organization.Contacts.Find(contact => contact.ContactType == type);
        organization.Contacts.RemoveAll(contact => contact.ContactType == type);
        if (sent is null)
        {
            return;
        }

        bool isSame = present?.FirstName == sent.FirstName && present.LastName == sent.LastName && present.Email == sent.Email;
        sent.Id = isSame ? present!.Id : ++account.State.LastContactId;
        sent.UserId = isSame ? present!.UserId : null;
        organization.Contacts.Insert(0, sent);
    }

    private SandboxAnswer Submit(SandboxCall call)
    {
        StoredOrganization organization = FindOrThrow(call);
        var body = WireReader.Of(call);
        if (!body.Has("validations"))
        {
            body.Missing("validations");
        }

        bool isForSigning = false;
        foreach (WireReader validation in body.Objects("validations"))
        {
            string? type = validation.OneOf("type", required: true, ValidationTypes);
            if (account.Options.Habits.ValidationNeedsUsers && validation.Objects("verified_users").Count == 0)
            {
                validation.Missing("verified_users");
            }

            foreach (WireReader user in validation.Objects("verified_users"))
            {
                user.Find("id", account.FindUser, "user");
            }

            isForSigning |= type == "ds";
        }

        body.ThrowIfFaulty();
        organization.SubmittedAt = isForSigning ? account.Now : organization.SubmittedAt;
        account.MarkChanged();
        return SandboxAnswer.NoContent;
    }

    private static StoredContact ReadContact(WireReader reader, string type)
    {
        var contact = new StoredContact
        {
            ContactType = type,
            FirstName = reader.RequiredText("first_name", 128) ?? "",
            LastName = reader.RequiredText("last_name", 128) ?? "",
            Email = reader.RequiredText("email", 255) ?? "",
            JobTitle = reader.Text("job_title", 64) ?? "",
            Telephone = reader.Text("telephone", 32) ?? "",
            TelephoneExtension = reader.Text("telephone_extension", 16) ?? "",
        };
        if (contact.Email.Length > 0 && !SubjectRules.IsEmail(contact.Email))
        {
            reader.Invalid("email", "email is not an e-mail address.");
        }

        return contact;
    }

    private StoredOrganization FindOrThrow(SandboxCall call) =>
        call.Id is { } id && account.FindOrganization(id) is { } found ? found : throw ApiException.NotFound("organization");
}

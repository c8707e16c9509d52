using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders.Rules;

/// <summary>The rules for <c>organization</c>: one that exists, or the details of a new one; and its contacts.</summary>
internal sealed class OrganizationRules(SandboxAccount account)
{
    private static readonly string[] ContactTypes = ["organization_contact", "technical_contact", "verified_contact"];

    /// <summary>The organization of the order. A new one is not in the account yet. Null when there was a fault.</summary>
    public StoredOrganization? Organization { get; private set; }

    public bool IsNew { get; private set; }

    public List<StoredContact> Contacts { get; } = [];

    /// <summary>User records that the order changes, because it names a user_id together with other values.</summary>
    public List<(StoredUser User, StoredContact Sent)> UserUpdates { get; } = [];

    public void Read(WireReader body)
    {
        if (body.Object("organization", required: true) is not { } reader)
        {
            return;
        }

        if (reader.Has("id"))
        {
            ReadExisting(reader);
        }
        else if (reader.Has("name"))
        {
            ReadNew(reader);
        }
        else
        {
            reader.Missing("id");
        }

        if (!reader.Has("contacts") || reader.Raw("contacts") is Newtonsoft.Json.Linq.JArray { Count: 0 })
        {
            reader.Missing("contacts");
        }

        foreach (WireReader contact in reader.Objects("contacts"))
        {
            ReadContact(contact);
        }
    }

    private void ReadExisting(WireReader reader)
    {
        Organization = reader.Find("id", account.FindOrganization, "organization");
        if (Organization is { IsActive: false })
        {
            reader.Invalid("id", $"Organization {Organization.Id} is not active.");
        }
    }

    private void ReadNew(WireReader reader)
    {
        StoredOrganization fresh = ReadDetails(reader);

        // The oldest organization with the same data, unless the call asks for a new one.
        StoredOrganization? match = reader.Flag("skip_duplicate_org_check") == true
            ? null
            : account.State.Organizations.Find(known => IsSame(known, fresh));
        Organization = match ?? fresh;
        IsNew = match is null;
    }

    /// <summary>The details of an organization that is not in the account yet.</summary>
    public static StoredOrganization ReadDetails(WireReader reader)
    {
        var fresh = new StoredOrganization
        {
            Name = reader.RequiredText("name", 64) ?? "",
            AssumedName = reader.Text("assumed_name"),
            Address = reader.RequiredText("address", 64) ?? "",
            Address2 = reader.Text("address2", 64),
            City = reader.RequiredText("city", 64) ?? "",
            State = reader.RequiredText("state", 64) ?? "",
            Zip = reader.RequiredText("zip", 40) ?? "",
            Country = reader.RequiredText("country")?.ToLowerInvariant() ?? "",
            Telephone = reader.RequiredText("telephone", 32),
            ContainerId = Catalogue.MainContainerId,
        };
        if (fresh.Name.Length + (fresh.AssumedName?.Length ?? 0) > 61 && fresh.AssumedName is not null)
        {
            reader.Invalid("assumed_name", "name and assumed_name together must not be longer than 61 characters.");
        }

        if (fresh.Country.Length > 0 && !(fresh.Country.Length == 2 && fresh.Country.All(c => c is >= 'a' and <= 'z')))
        {
            reader.Invalid("country", "country must be a code of two letters.");
        }

        return fresh;
    }

    public static bool IsSame(StoredOrganization known, StoredOrganization fresh) =>
        known.IsActive
        && string.Equals(known.Name, fresh.Name, StringComparison.OrdinalIgnoreCase)
        && string.Equals(known.AssumedName, fresh.AssumedName, StringComparison.OrdinalIgnoreCase)
        && known.Country == fresh.Country;

    private void ReadContact(WireReader reader)
    {
        string type = reader.OneOf("contact_type", required: true, ContactTypes) ?? "";
        StoredContact? known = reader.Find("id", account.FindContact, "contact");
        StoredUser? user = reader.Find("user_id", account.FindUser, "user");
        var values = new StoredContact
        {
            Id = known?.Id ?? 0,
            UserId = user?.Id ?? known?.UserId,
            ContactType = type,
            FirstName = Value(reader, "first_name", 128, known?.FirstName ?? user?.FirstName),
            LastName = Value(reader, "last_name", 128, known?.LastName ?? user?.LastName),
            Email = Value(reader, "email", 255, known?.Email ?? user?.Email),
            JobTitle = Value(reader, "job_title", 64, known?.JobTitle ?? user?.JobTitle),
            Telephone = Value(reader, "telephone", 32, known?.Telephone ?? user?.Telephone),
        };
        if (values.Email.Length > 0 && !SubjectRules.IsEmail(values.Email))
        {
            reader.Invalid("email", "email is not an e-mail address.");
        }

        Contacts.Add(values);
        if (user is not null)
        {
            UserUpdates.Add((user, Sent(reader)));
        }
    }

    /// <summary>Only the values that the call gave; empty where it gave none.</summary>
    private static StoredContact Sent(WireReader reader) => new()
    {
        FirstName = reader.Text("first_name") ?? "",
        LastName = reader.Text("last_name") ?? "",
        Email = reader.Text("email") ?? "",
        JobTitle = reader.Text("job_title") ?? "",
        Telephone = reader.Text("telephone") ?? "",
    };

    /// <summary>For a person who is known no value is needed, but a value that is given replaces the known one.</summary>
    private static string Value(WireReader reader, string name, int maxLength, string? known) =>
        (known is null ? reader.RequiredText(name, maxLength) : reader.Text(name, maxLength) ?? known) ?? "";
}

namespace DigiCertDocSign.Orders;

/// <summary>Exactly one of an organization's id and its details; the limits are those of the Create organization page.</summary>
internal static class OrganizationRules
{
    private const int MostNameCharacters = 64;
    private const int MostBothNamesCharacters = 61;

    public static void Check(OrderDraft draft, List<Fault> faults)
    {
        if (draft.OrganizationId is not null && draft.Organization is not null)
        {
            faults.Add(
                FaultKind.OrganizationAmbiguous, "OrganizationId", "an id and the details of a new organization are both given; "
                    + "give one, the id when there is one.");
        }
        else if (draft.OrganizationId is null && draft.Organization is null)
        {
            faults.Add(FaultKind.OrganizationMissing, "OrganizationId", "no organization is given, and none is picked by itself; "
                + "give its id.");
        }

        TextRules.Id(faults, "OrganizationId", draft.OrganizationId, "an organization");
        if (draft.Organization is { } organization)
        {
            CheckNew(organization, faults);
        }
    }

    private static void CheckNew(NewOrganization organization, List<Fault> faults)
    {
        const FaultKind kind = FaultKind.OrganizationInvalid;
        const string at = "Organization.";
        TextRules.Require(faults, kind, at + "Name", organization.Name, MostNameCharacters);
        TextRules.Allow(faults, kind, at + "AssumedName", organization.AssumedName);
        TextRules.Require(faults, kind, at + "Address", organization.Address, 64);
        TextRules.Allow(faults, kind, at + "Address2", organization.Address2, 64);
        TextRules.Require(faults, kind, at + "City", organization.City, 64);
        TextRules.Require(faults, kind, at + "State", organization.State, 64);
        TextRules.Require(faults, kind, at + "Zip", organization.Zip, 40);
        TextRules.Require(faults, kind, at + "Telephone", organization.Telephone, 32);
        Countries.Require(faults, at + "Country", organization.Country);
        if (TextRules.Clean(organization.AssumedName) is { } assumed && TextRules.Clean(organization.Name) is { } name
            && name.Length + assumed.Length > MostBothNamesCharacters)
        {
            faults.Add(
                kind, at + "AssumedName", $"name and assumed name have {name.Length + assumed.Length} characters together, at most "
                    + $"{MostBothNamesCharacters} are taken.");
        }
    }
}

namespace DigiCertDocSign.Commands;

/// <summary>What the operator confirms: for how long, for whom it is charged, and where.</summary>
internal static class OrderDescription
{
    public static string Of(OrderDraft draft, DocSigningConnection connection)
    {
        string validity = draft switch
        {
            { Years: { } years } => $"{years} year(s)",
            { Days: { } days } => $"{days} day(s)",
            _ => $"until {draft.ExpirationDate}",
        };
        string organization = draft.OrganizationId is { } id ? $"organization {id}" : $"new organization '{draft.Organization?.Name}'";
        string place = connection.IsSandbox ? "in the sandbox, costs nothing" : $"at {connection.BaseUri.Host}, account {connection.AccountId}, costs money";
        return $"Order a document signing certificate, {validity}, {organization} ({place})";
    }
}

using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Cmdlets.Orders;

/// <summary>What the operator confirms: for how long, for whom it is charged, and where; and for how much, where a plan has asked.</summary>
internal static class OrderDescription
{
    public static string Of(OrderDraft draft, OrderPlanSummary? plan, DocSigningConnection connection)
    {
        string validity = draft switch
        {
            { Years: { } years } => $"{years} year(s)",
            { Days: { } days } => $"{days} day(s)",
            _ => $"until {draft.ExpirationDate}",
        };
        string organization = draft.OrganizationId is { } id ? $"organization {id}" : $"new organization '{draft.Organization?.Name}'";
        string place = connection.IsSandbox ? "in the sandbox, costs nothing" : $"at {connection.Place}, costs {plan?.DescribeUnitPrice() ?? "money"}";
        return $"Order a document signing certificate, {validity}, {organization} ({place})";
    }
}

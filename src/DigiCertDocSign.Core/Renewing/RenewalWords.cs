using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Renewing;

/// <summary>What an operator reads of a renewal before it is ordered.</summary>
internal static class RenewalWords
{
    /// <summary>The whole of what is ordered, to be confirmed.</summary>
    /// <param name="old">The old one.</param>
    /// <param name="draft">What is ordered.</param>
    /// <param name="key">For which key.</param>
    /// <param name="contacts">As the old order hands them on; empty where the operator gave others.</param>
    /// <param name="replaces">The old order is replaced, and not renewed.</param>
    public static string Describe(
        FormerOrder old, OrderDraft draft, string key, IReadOnlyList<SigningContact> contacts, bool replaces)
    {
        SigningOrder order = old.Order;
        string validity = draft switch
        {
            { Years: { } years } => $"{years} year(s)",
            { Days: { } days } => $"{days} day(s)",
            _ => $"until {draft.ExpirationDate}",
        };
        string end = order.ValidTill is { } till ? $", valid until {Moments.Day(till)}" : "";
        string organization = draft.OrganizationId is { } id
            ? $"organization {id}" : $"new organization '{draft.Organization?.Name}'";
        string whom = contacts.Count > 0 ? string.Join("; ", contacts)
            : string.Join("; ", draft.Contacts.Select(contact => $"{contact.ContactType} {contact.UserId ?? contact.Id}".TrimEnd()));
        string container = draft.ContainerId is { } where ? $", container {where}" : "";
        return $"{(replaces ? "REPLACE" : "Renew")} order {OrderLine.Whose(order)} "
            + $"({order.Status}{end}) by a certificate of {validity} for {key}, {organization}{container}, contacts: {whom}; "
            + $"{Content(draft, old.ShowsUsages)}; provisioning {draft.ProvisioningOrDefault}, paid by {draft.PaymentOrDefault}"
            + (replaces ? $"; order {order.OrderId} stays until Revoke-DocSigningCertificate ends it" : "");
    }

    /// <summary>What the question alone would say, and where nobody is asked, nobody would read.</summary>
    /// <param name="old">The old one.</param>
    /// <param name="draft">What is ordered.</param>
    /// <param name="person">Whom for.</param>
    /// <param name="strays">Contacts that the organization does not have.</param>
    public static IEnumerable<string> Warnings(
        FormerOrder old, OrderDraft draft, Person person, IReadOnlyList<SigningContact> strays)
    {
        SigningOrder order = old.Order;
        if (draft.AdditionalUsages.Count == 0 && !old.ShowsUsages)
        {
            yield return $"{person}: CertCentral does not show the usages of order {order.OrderId}, so the new certificate gets the "
                + "usual ones. When the old one has others, name them with -AdditionalUsage.";
        }

        if (order.RenewalMail == "Off")
        {
            yield return $"{person}: order {order.OrderId} sends no mails about its renewal, and the new order does. When it is there, "
                + "turn them off with Set-DocSigningOrder -RenewalMail Off.";
        }

        foreach (SigningContact stray in strays)
        {
            yield return $"{person}: {stray} is named by order {order.OrderId} and is no contact of organization "
                + $"{draft.OrganizationId}; the new order names the user of the account. Where that one has left, name another with "
                + "-Contact.";
        }
    }

    private static string Content(OrderDraft draft, bool showsUsages)
    {
        string usages = draft.AdditionalUsages.Count > 0
            ? string.Join(", ", draft.AdditionalUsages)
            : $"the usual ones ({(showsUsages ? "the old order has no others" : "CertCentral does not show those of the old order")})";
        string emails = draft.AdditionalEmails.Count > 0 ? string.Join(", ", draft.AdditionalEmails) : "none";
        string users = draft.UserIdAssignments.Count > 0 ? $"; managed by users {string.Join(", ", draft.UserIdAssignments)}" : "";
        string message = string.IsNullOrWhiteSpace(draft.CustomRenewalMessage) ? "" : $"; renewal message '{draft.CustomRenewalMessage}'";
        string hash = draft.SignatureHash is { } given ? $"{given}" : "the usual one";
        return $"usages: {usages}; signature hash: {hash}; further e-mails: {emails}{users}{message}";
    }
}

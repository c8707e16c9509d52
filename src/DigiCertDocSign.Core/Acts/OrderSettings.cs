using DigiCertDocSign.Errors;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Acts;

/// <summary>What is to be set on an order that stands. What is null stays as it is.</summary>
public sealed class OrderSettings
{
    /// <summary>Who besides the person gets the order's mails, all of them; empty for nobody.</summary>
    public IReadOnlyList<string>? AdditionalEmails { get; init; }

    /// <summary>Users who may manage the order, all of them. Who has placed it may always.</summary>
    public IReadOnlyList<long>? UserIds { get; init; }

    /// <summary>Whether mails remind of the renewal.</summary>
    public bool? SendsRenewalMails { get; init; }

    /// <summary>What these mails say besides; empty for nothing.</summary>
    public string? RenewalMessage { get; init; }

    /// <summary>The same, cleaned as the texts of an order are.</summary>
    /// <exception cref="DocSigningException">NothingToSet, or OrderFieldInvalid with every fault.</exception>
    public OrderSettings Checked()
    {
        if (AdditionalEmails is null && UserIds is null && SendsRenewalMails is null && RenewalMessage is null)
        {
            throw UpkeepFaults.NothingToSet();
        }

        List<Fault> faults = [];
        OrderRules.AllowEmails(faults, AdditionalEmails ?? []);
        TextRules.Allow(faults, FaultKind.OrderFieldInvalid, "RenewalMessage", RenewalMessage);
        return faults.Count > 0
            ? throw CollectedFaults.Of(faults)
            : new OrderSettings
            {
                AdditionalEmails = AdditionalEmails is { } emails ? [.. emails.Select(email => TextRules.Clean(email)!)] : null,
                UserIds = UserIds is { } ids ? [.. ids.Distinct()] : null,
                SendsRenewalMails = SendsRenewalMails,
                RenewalMessage = RenewalMessage is { } message ? TextRules.Clean(message) ?? "" : null,
            };
    }
}

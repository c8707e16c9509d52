using System.Globalization;

namespace DigiCertDocSign.Following;

/// <summary>Turns what is known of an order into one sentence that says who must do what.</summary>
internal sealed class NextStep
{
    public required long OrderId { get; init; }

    /// <summary>In Pascal case.</summary>
    public required string Status { get; init; }

    /// <summary>In Pascal case.</summary>
    public string? RequestStatus { get; init; }

    /// <summary>The newest request that is not decided.</summary>
    public long? RequestId { get; init; }

    /// <summary>In Pascal case; null when not known.</summary>
    public string? Provisioning { get; init; }

    /// <summary>Given name and surname, or null.</summary>
    public string? PersonName { get; init; }

    /// <summary>False: the order has none; null: not known.</summary>
    public bool? HasCsr { get; init; }

    public OpenSteps? Steps { get; init; }

    private string Order => OrderId.ToString(CultureInfo.InvariantCulture);

    private string Person => string.IsNullOrWhiteSpace(PersonName) ? "the person" : PersonName!;

    private bool ByMail => Provisioning is null or nameof(ProvisioningMethod.Email);

    public string Text() => Status switch
    {
        StatusWords.NeedsApproval => Approval("An administrator of the account"),
        StatusWords.NeedsCsr => $"You: give the order its CSR with Update-DocSigningCsr -OrderId {Order}.",
        StatusWords.Pending or StatusWords.Approved => Validation(),
        StatusWords.Processing => "DigiCert issues the certificate; nothing to do for you.",
        StatusWords.WaitingPickup => ByMail
            ? $"{Sentence(Person)}: confirm the agreement and pick the certificate up, as DigiCert's mail says."
            : $"{Sentence(Person)}: put the certificate on the token with DigiCert's installer, as DigiCert's mail says.",
        StatusWords.Issued => ByMail
            ? $"You: fetch the certificate with Save-DocSigningCertificate -OrderId {Order}."
            : $"Nothing: the certificate is on the token. Save-DocSigningCertificate -OrderId {Order} saves its public part.",
        StatusWords.ReissuePending => StatusWords.IsUndecided(RequestStatus)
            ? Approval("An administrator of the account")
            : "DigiCert validates the reissue; the issued certificate serves meanwhile.",
        StatusWords.Rejected or StatusWords.Denied => "Nothing: the request was rejected. If the certificate is still wanted, place "
            + "a new order.",
        StatusWords.Canceled => "Nothing: the order was canceled.",
        StatusWords.Revoked => "Nothing: the certificate was revoked. If the person still signs, place a new order.",
        StatusWords.Expired => "Nothing: the order has expired. If the person still signs, order a renewal.",
        _ => $"The server reports '{Status}', which this version does not know: look at order {Order} in CertCentral.",
    };

    private string Approval(string who) => RequestId is { } id
        ? $"{who}: approve request {id.ToString(CultureInfo.InvariantCulture)} with Approve-DocSigningRequest."
        : $"{who}: approve the request of order {Order}; Get-DocSigningRequest lists it, Approve-DocSigningRequest approves it.";

    private string Validation()
    {
        if (ByMail && HasCsr == false)
        {
            return $"You: give the order its CSR with Update-DocSigningCsr -OrderId {Order}.";
        }

        if (Steps is null)
        {
            return $"DigiCert validates the organization and {Person}; Get-DocSigningOrderStatus -OrderId {Order} lists the open steps.";
        }

        if (Steps.OrganizationExpired)
        {
            return "An administrator of the account: have the organization validated anew for document signing in CertCentral; "
                + "every order of it waits for that.";
        }

        if (Steps.Contacts.Count > 0)
        {
            return $"The organization's verified contact {string.Join(", ", Steps.Contacts)}: answer DigiCert's mail or call."
                + (Steps.OrganizationOpen ? " DigiCert validates the organization meanwhile." : string.Empty);
        }

        return Steps.OrganizationOpen
            ? "DigiCert validates the organization; its contacts may be called."
            : ByMail
                ? $"{Sentence(Person)}: pass DigiCert's ID check and confirm the agreement in DigiCert's mail."
                : $"{Sentence(Person)}: pass DigiCert's ID check, as DigiCert's mail says.";
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}

using System.Globalization;
using CertCentral.Orders;
using CertCentral.Organizations;

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

    /// <summary>The certificate is revoked, and the order is called issued all the same.</summary>
    public bool IsCertificateRevoked { get; init; }

    public OpenSteps? Steps { get; init; }

    private string Order => OrderId.ToString(CultureInfo.InvariantCulture);

    private string Person => string.IsNullOrWhiteSpace(PersonName) ? "the person" : PersonName!;

    private bool ByMail => Provisioning is null or nameof(ProvisioningMethod.Email);

    /// <summary>Who must act, and the sentence that says what is to be done.</summary>
    public (OrderActor WaitsFor, string Text) Advise() => Status switch
    {
        StatusWords.NeedsApproval => Approval(),
        StatusWords.NeedsCsr => NeedsCsr(),
        StatusWords.Pending or StatusWords.Approved => Validation(),
        StatusWords.Processing => (OrderActor.DigiCert, "DigiCert issues the certificate; nothing to do for you."),
        StatusWords.WaitingPickup => (
            OrderActor.Person,
            ByMail
                ? $"{Sentence(Person)}: confirm the agreement and pick the certificate up, as DigiCert's mail says."
                : $"{Sentence(Person)}: put the certificate on the token with DigiCert's installer, as DigiCert's mail says."),
        StatusWords.Issued => Issued(),
        StatusWords.ReissuePending => StatusWords.IsUndecided(RequestStatus)
            ? Approval()
            : (OrderActor.DigiCert, "DigiCert validates the reissue; the issued certificate serves meanwhile."),
        StatusWords.Rejected or StatusWords.Denied => (
            OrderActor.Nobody, "Nothing: the request was rejected. If the certificate is still wanted, place a new order."),
        StatusWords.Canceled => (OrderActor.Nobody, "Nothing: the order was canceled."),
        StatusWords.Revoked => (
            OrderActor.Nobody, "Nothing: the certificate was revoked. If the person still signs, place a new order."),
        StatusWords.Expired => (
            OrderActor.Nobody, "Nothing: the order has expired. If the person still signs, order anew with New-DocSigningOrder."),
        _ => (
            OrderActor.You,
            $"The server reports '{Status}', which this version does not know: look at order {Order} in CertCentral."),
    };

    private (OrderActor WaitsFor, string Text) Approval() => (OrderActor.Administrator, RequestId is { } id
        ? $"An administrator of the account: approve request {id.ToString(CultureInfo.InvariantCulture)} with Approve-DocSigningRequest."
        : $"An administrator of the account: approve the request of order {Order}; Get-DocSigningRequest lists it, "
            + "Approve-DocSigningRequest approves it.");

    private (OrderActor WaitsFor, string Text) NeedsCsr() =>
        (OrderActor.You, $"You: give the order its CSR with Update-DocSigningCsr -OrderId {Order}.");

    private (OrderActor WaitsFor, string Text) Issued() => Provisioning switch
    {
        _ when IsCertificateRevoked => (
            OrderActor.Nobody,
            "Nothing: the certificate was revoked, though CertCentral calls the order issued. If the person still signs, order anew with "
                + "New-DocSigningOrder -AllowDuplicate."),
        null or nameof(ProvisioningMethod.Email) => (
            OrderActor.You, $"You: fetch the certificate with Save-DocSigningCertificate -OrderId {Order}."),
        nameof(ProvisioningMethod.ShipToken) => (
            OrderActor.Person,
            $"{Sentence(Person)}: when the token has come, confirm its receipt in CertCentral and note the password that is shown "
                + "then, once only: whoever loses it needs a new token and certificate."),
        _ => (
            OrderActor.Nobody,
            $"Nothing: the certificate is on the token. Save-DocSigningCertificate -OrderId {Order} saves its public part."),
    };

    private (OrderActor WaitsFor, string Text) Validation()
    {
        if (ByMail && HasCsr == false)
        {
            return NeedsCsr();
        }

        if (Steps is null)
        {
            return (
                OrderActor.DigiCert,
                $"DigiCert validates the organization and {Person}; Get-DocSigningOrderStatus -OrderId {Order} lists the open steps.");
        }

        if (Steps.OrganizationExpired)
        {
            return (
                OrderActor.Administrator,
                "An administrator of the account: have the organization validated anew with Submit-DocSigningOrganizationValidation; "
                    + "every order of it waits for that.");
        }

        if (Steps.Contacts.Count > 0)
        {
            return (
                OrderActor.Contact,
                $"The organization's verified contact {string.Join(", ", Steps.Contacts)}: answer DigiCert's mail or call."
                    + (Steps.OrganizationOpen ? " DigiCert validates the organization meanwhile." : ""));
        }

        return Steps.OrganizationOpen
            ? (OrderActor.DigiCert, "DigiCert validates the organization; its contacts may be called.")
            : (
                OrderActor.Person,
                ByMail
                    ? $"{Sentence(Person)}: pass DigiCert's ID check and confirm the agreement in DigiCert's mail."
                    : $"{Sentence(Person)}: pass DigiCert's ID check, as DigiCert's mail says.");
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}

/// <summary>What is still open in an order's validation.</summary>
internal sealed class OpenSteps
{
    private const string DocumentSigning = "ds";

    private OpenSteps()
    {
    }

    public List<string> Texts { get; } = [];

    /// <summary>Names of verified contacts who have not confirmed yet.</summary>
    public List<string> Contacts { get; } = [];

    /// <summary>The organization's validation for document signing has run out.</summary>
    public bool OrganizationExpired { get; private set; }

    /// <summary>Something about the organization itself is open.</summary>
    public bool OrganizationOpen { get; private set; }

    /// <summary>Document signing's own validation where there is one, else whatever there is.</summary>
    public static OpenSteps Of(OrderValidation validation)
    {
        var steps = new OpenSteps();
        List<OrganizationValidation> all = validation.OrganizationValidations ?? [];
        List<OrganizationValidation> own =
            [.. all.Where(one => string.Equals(one.Type, DocumentSigning, StringComparison.OrdinalIgnoreCase))];
        foreach (OrganizationValidation one in own.Count > 0 ? own : all)
        {
            steps.Add(one, validation.OrganizationName);
        }

        return steps;
    }

    private void Add(OrganizationValidation validation, string? organization)
    {
        string name = string.IsNullOrWhiteSpace(organization) ? "Organization" : organization!;
        bool expired = Is(validation.Status, "expired");
        OrganizationExpired |= expired;
        foreach (KeyValuePair<string, string> detail in validation.VerificationDetails ?? [])
        {
            if (!IsDone(detail.Value))
            {
                OrganizationOpen = true;
                Texts.Add($"{name}: {detail.Key.Replace('_', ' ')}");
            }
        }

        foreach (Contact contact in validation.VerifiedContacts ?? [])
        {
            if (!IsDone(contact.Status))
            {
                string who = contact.Name ?? $"{contact.FirstName} {contact.LastName}".Trim();
                Contacts.Add(who.Length > 0 ? who : contact.Email ?? "a verified contact");
                Texts.Add($"{name}: confirmation by the verified contact {Contacts[Contacts.Count - 1]}");
            }
        }

        if (!IsDone(validation.Status) && Texts.Count == 0)
        {
            OrganizationOpen = true;
            Texts.Add($"{name}: {validation.Description ?? validation.Name ?? "validation"}{(expired ? " (expired)" : "")}");
        }
    }

    /// <summary>A step without a state is not counted as open: nobody could act on it.</summary>
    private static bool IsDone(string? state) =>
        string.IsNullOrWhiteSpace(state) || Is(state, "complete") || Is(state, "completed") || Is(state, "active") || Is(state, "approved")
        || Is(state, "valid");

    private static bool Is(string? state, string word) => string.Equals(state, word, StringComparison.OrdinalIgnoreCase);
}

using CertCentral.Orders;
using CertCentral.Organizations;

namespace DigiCertDocSign.Following;

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
        var all = validation.OrganizationValidations ?? [];
        var own = all.Where(one => string.Equals(one.Type, DocumentSigning, StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var one in own.Count > 0 ? own : all)
        {
            steps.Add(one, validation.OrganizationName);
        }

        return steps;
    }

    private void Add(OrganizationValidation validation, string? organization)
    {
        var name = string.IsNullOrWhiteSpace(organization) ? "Organization" : organization!;
        var expired = Is(validation.Status, "expired");
        OrganizationExpired |= expired;
        foreach (var detail in validation.VerificationDetails ?? [])
        {
            if (!IsDone(detail.Value))
            {
                OrganizationOpen = true;
                Texts.Add($"{name}: {detail.Key.Replace('_', ' ')}");
            }
        }

        foreach (var contact in validation.VerifiedContacts ?? [])
        {
            if (!IsDone(contact.Status))
            {
                var who = contact.Name ?? $"{contact.FirstName} {contact.LastName}".Trim();
                Contacts.Add(who.Length > 0 ? who : contact.Email ?? "a verified contact");
                Texts.Add($"{name}: confirmation by the verified contact {Contacts[Contacts.Count - 1]}");
            }
        }

        if (!IsDone(validation.Status) && Texts.Count == 0)
        {
            OrganizationOpen = true;
            Texts.Add($"{name}: {validation.Description ?? validation.Name ?? "validation"}{(expired ? " (expired)" : string.Empty)}");
        }
    }

    /// <summary>A step without a state is not counted as open: nobody could act on it.</summary>
    private static bool IsDone(string? state) =>
        string.IsNullOrWhiteSpace(state) || Is(state, "complete") || Is(state, "completed") || Is(state, "active") || Is(state, "approved")
        || Is(state, "valid");

    private static bool Is(string? state, string word) => string.Equals(state, word, StringComparison.OrdinalIgnoreCase);
}

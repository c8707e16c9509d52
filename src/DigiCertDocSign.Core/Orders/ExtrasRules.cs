using DigiCertDocSign.People;

namespace DigiCertDocSign.Orders;

/// <summary>Everything that may be given and mostly is not.</summary>
internal static class ExtrasRules
{
    private const FaultKind Kind = FaultKind.OrderFieldInvalid;

    public static void Check(OrderDraft draft, List<Fault> faults)
    {
        TextRules.Id(faults, "ContainerId", draft.ContainerId, "a container");
        TextRules.Id(faults, "RenewalOfOrderId", draft.RenewalOfOrderId, "an order");
        if (draft.ServerPlatformId is < -1 or 0)
        {
            faults.Add(Kind, "ServerPlatformId", $"{draft.ServerPlatformId} is no server platform; use -1 (other) or an id that "
                + "Get-DocSigningProduct lists.");
        }

        Word(faults, "CaCertId", draft.CaCertId);
        Word(faults, "PromoCode", draft.PromoCode);
        TextRules.AllowLines(faults, "Comment", draft.Comment);
        TextRules.AllowLines(faults, "CustomRenewalMessage", draft.CustomRenewalMessage);
        foreach (var usage in draft.AdditionalUsages ?? [])
        {
            if (TextRules.Clean(usage) is null)
            {
                faults.Add(Kind, "AdditionalUsage", "one of them is blank; remove it, or use document_signing, ms_document_signing "
                    + "or the like.");
            }

            Word(faults, "AdditionalUsage", usage);
        }

        foreach (var id in draft.UserIdAssignments ?? [])
        {
            TextRules.Id(faults, "UserIdAssignment", id, "a user");
        }

        foreach (var email in draft.AdditionalEmails ?? [])
        {
            var clean = TextRules.Clean(email);
            if (clean is null || (PersonText.Problem(clean) ?? MailAddressForm.Problem(clean)) is not null)
            {
                faults.Add(
                    Kind, "AdditionalEmail", clean is null ? "one of them is blank; remove it." : $"'{clean}' is no e-mail address; "
                        + "correct or remove it.");
            }
        }
    }

    /// <summary>Not checked against a list: the server knows its own. But a space inside is a slip.</summary>
    private static void Word(List<Fault> faults, string field, string? text)
    {
        if (TextRules.Clean(text) is { } clean && (PersonText.Problem(clean) is not null || clean.Any(char.IsWhiteSpace)))
        {
            faults.Add(Kind, field, "holds a space or an invisible character; give one word.");
        }
    }
}

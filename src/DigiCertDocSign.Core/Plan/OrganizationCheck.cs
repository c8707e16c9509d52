using CertCentral;
using CertCentral.Errors;
using CertCentral.Organizations;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>
/// Whether the organization is there, active and validated for document signing. One whose validation has lapsed stalls every order of
/// a run.
/// </summary>
/// <remarks>Services API: GET organization/{organization_id}, GET organization/{organization_id}/validation.</remarks>
internal static class OrganizationCheck
{
    private const string Name = "Organization";
    private const string ValidationName = "OrganizationValidation";

    /// <returns>The organization too, with its contacts; null where it cannot be read.</returns>
    public static async Task<(OrganizationInfo? Organization, IReadOnlyList<AccountCheck> Checks)> AskAsync(
        CertCentralClient client, OrderDraft draft, TimeProvider time, CancellationToken cancellationToken)
    {
        if (draft.OrganizationId is not { } id)
        {
            return (null, [new AccountCheck(
                ValidationName,
                null,
                $"'{draft.Organization?.Name}' is new: DigiCert validates it after the first order.")]);
        }

        try
        {
            OrganizationInfo organization = await client.Organizations.GetAsync(id, cancellationToken).ConfigureAwait(false);
            string called = $"{organization.Name ?? "The organization"} ({id})";
            if (organization.IsActive == false)
            {
                return (organization, [new AccountCheck(Name, false, $"{called} is not active.")]);
            }

            return (organization,
            [
                new AccountCheck(Name, true, $"{called} is active."),
                await ValidationAsync(client, id, time, cancellationToken).ConfigureAwait(false),
            ]);
        }
        catch (NotFoundException)
        {
            return (null, [new AccountCheck(Name, false, $"There is no organization {id} in this account.")]);
        }
        catch (PermissionDeniedException denied)
        {
            return (null, [new AccountCheck(Name, null, $"The key may not read the organization. {denied.Message}")]);
        }
    }

    private static async Task<AccountCheck> ValidationAsync(
        CertCentralClient client, long id, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await SigningValidation.FindAsync(client, id, cancellationToken).ConfigureAwait(false) is not { } signing)
        {
            return new AccountCheck(ValidationName, null, "DigiCert tells of no document signing validation of the organization.");
        }

        string? until = signing.LastDay;
        return signing.HasLapsed(PresentTime.Of(client, time))
            ? Lapsed($"lapsed{(until is null ? "" : $" on {until}")}")
            : signing.IsActive
                ? new AccountCheck(ValidationName, true, $"Validated for document signing{(until is null ? "" : $" until {until}")}.")
                : Lapsed($"is {signing.Status ?? "of unknown status"}");
    }

    private static AccountCheck Lapsed(string state) => new(
        ValidationName,
        false,
        $"The document signing validation {state}: orders are taken, but stand still until DigiCert has validated the organization "
        + "(again). Submit it first with Submit-DocSigningOrganizationValidation, or in CertCentral.");
}

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

    // People look through an order for days, and through an organization too.
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

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
                return (
                    organization,
                    Only(false, $"{called} is not active. Order for another one; only DigiCert support makes it active again."));
            }

            return (organization,
            [
                new AccountCheck(Name, true, $"{called} is active."),
                await ValidationAsync(client, id, time, cancellationToken).ConfigureAwait(false),
            ]);
        }
        catch (NotFoundException)
        {
            return (
                null,
                Only(false, $"There is no organization {id} in this account. Get-DocSigningOrganization lists those that there are."));
        }
        catch (PermissionDeniedException denied)
        {
            return (
                null,
                Only(null, $"The key may not read the organization, so look in CertCentral whether it is validated. {denied.Message}"));
        }
    }

    private static AccountCheck[] Only(bool? passed, string detail) => [new AccountCheck(Name, passed, detail)];

    private static async Task<AccountCheck> ValidationAsync(
        CertCentralClient client, long id, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await SigningValidation.FindAsync(client, id, cancellationToken).ConfigureAwait(false) is { } signing
                ? Of(signing, PresentTime.Of(client, time))
                : new AccountCheck(
                    ValidationName,
                    null,
                    "DigiCert tells of no document signing validation of the organization. Where there is none, orders stand still: "
                        + "submit it first with Submit-DocSigningOrganizationValidation, or look in CertCentral.");
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            // The organization itself was shown.
            return new AccountCheck(
                ValidationName, null, $"The validations could not be read, so look at them in CertCentral. {refused.Message}");
        }
    }

    private static AccountCheck Of(SigningValidation signing, DateTimeOffset now)
    {
        string? until = signing.LastDay;
        return signing.HasLapsed(now) ? Lapsed($"lapsed{(until is null ? "" : $" on {until}")}")
            : !signing.IsActive ? Lapsed($"is {signing.Status ?? "of unknown status"}")
            : signing.ValidatedUntil - now < Soon
                ? new AccountCheck(
                    ValidationName,
                    true,
                    $"Validated for document signing until {until}, which is soon: what is not issued by then stands still. Have it "
                        + "validated anew with Submit-DocSigningOrganizationValidation.")
                : new AccountCheck(ValidationName, true, $"Validated for document signing{(until is null ? "" : $" until {until}")}.");
    }

    private static AccountCheck Lapsed(string state) => new(
        ValidationName,
        false,
        $"The document signing validation {state}: orders are taken, but stand still until DigiCert has validated the organization "
        + "(again). Submit it first with Submit-DocSigningOrganizationValidation, or in CertCentral.");
}

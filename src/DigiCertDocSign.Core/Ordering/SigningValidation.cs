using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Plan;

namespace DigiCertDocSign.Ordering;

/// <summary>Stops a run before its first order when the organization's validation for document signing has run out.</summary>
/// <remarks>Services API: GET organization/{organization_id}/validation.</remarks>
internal static class SigningValidation
{
    /// <exception cref="DocSigningException">OrganizationNotValidated.</exception>
    public static async Task PassAsync(CertCentralClient client, long? organizationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (organizationId is not { } id)
        {
            return;
        }

        try
        {
            var validations = await client.Organizations.GetValidationAsync(id, cancellationToken).ConfigureAwait(false);
            if (OrganizationCheck.SigningOf(validations) is { } signing && OrganizationCheck.HasLapsed(signing, now))
            {
                throw new DocSigningException(
                    FaultKind.OrganizationNotValidated,
                    "OrganizationId",
                    $"OrganizationId: the document signing validation of organization {id} has lapsed{(signing.ValidatedUntil is { } end ? FormattableString.Invariant($" on {end.UtcDateTime:yyyy-MM-dd}") : string.Empty)}, so every order for it would stand still. Nothing was ordered. Submit the organization for validation in CertCentral, or order all the same with -Force.");
            }
        }
        catch (Exception unknown) when (unknown is NotFoundException or PermissionDeniedException || PassingFaults.Includes(unknown))
        {
            // A key may order and yet not read organizations. What is wrong with the organization is then said by the order itself.
        }
    }
}

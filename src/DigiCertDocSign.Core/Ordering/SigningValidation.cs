using CertCentral;
using CertCentral.Errors;
using CertCentral.Organizations;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Ordering;

/// <summary>
/// An organization's validation for document signing. When it has lapsed, the server still takes orders for the organization, but they
/// stand still.
/// </summary>
/// <param name="Status">The server's own word.</param>
/// <param name="ValidatedUntil">Null when the server does not tell.</param>
internal sealed record SigningValidation(string? Status, DateTimeOffset? ValidatedUntil)
{
    public bool IsActive => StatusWords.Pascal(Status) == "Active";

    /// <summary>The day on which it ends, as year-month-day.</summary>
    public string? LastDay => ValidatedUntil is { } end ? FormattableString.Invariant($"{end.UtcDateTime:yyyy-MM-dd}") : null;

    /// <returns>Null: the server tells of no such validation.</returns>
    /// <exception cref="CertCentralException">The organization cannot be read.</exception>
    /// <remarks>Services API: GET organization/{organization_id}/validation.</remarks>
    public static async Task<SigningValidation?> FindAsync(
        CertCentralClient client, long organizationId, CancellationToken cancellationToken)
    {
        OrganizationValidations answer =
            await client.Organizations.GetValidationAsync(organizationId, cancellationToken).ConfigureAwait(false);
        return Of(answer.Validations);
    }

    /// <summary>The one among the validations of an organization.</summary>
    /// <returns>Null: it is not among them.</returns>
    public static SigningValidation? Of(List<OrganizationValidation>? all) =>
        all?.Find(one => string.Equals(one.Type, "ds", StringComparison.OrdinalIgnoreCase)) is { } signing
            ? new SigningValidation(signing.Status, signing.ValidatedUntil)
            : null;

    /// <summary>Ends a run before its first order when the validation has lapsed.</summary>
    /// <exception cref="DocSigningException">OrganizationNotValidated.</exception>
    public static async Task RequireAsync(
        CertCentralClient client, long organizationId, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(client, organizationId, cancellationToken).ConfigureAwait(false) is { } signing
                && signing.HasLapsed(PresentTime.Of(client, time)))
            {
                throw OrderFaults.OrganizationNotValidated(organizationId, signing.LastDay);
            }
        }
        catch (Exception unknown) when (unknown is NotFoundException or PermissionDeniedException || PassingFaults.Includes(unknown))
        {
            // An API key may have the right to order, but not to read organizations. Then the order itself shows what is wrong with the
            // organization.
        }
    }

    /// <param name="now">By <see cref="PresentTime"/>.</param>
    public bool HasLapsed(DateTimeOffset now) => ValidatedUntil <= now || StatusWords.Pascal(Status) == StatusWords.Expired;
}

using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Organizations;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;

namespace DigiCertDocSign.Account;

/// <summary>
/// The organizations of the account. A list costs a call for a thousand of them and shows no contacts; one by its id costs two calls, one
/// for its contacts and one for its validation.
/// </summary>
/// <remarks>
/// Services API: GET organization, GET organization/{organization_id}, GET organization/{organization_id}/validation. No filter of the
/// list is used: whether a server honours it is not known, and one that it ignores or misreads would hide an organization.
/// </remarks>
public sealed class AccountOrganizations(CertCentralClient client, TimeProvider time)
{
    /// <summary>One organization with its contacts and its validation.</summary>
    /// <exception cref="CertCentralException">It is not there, or cannot be read.</exception>
    public async Task<SigningOrganization> GetAsync(long organizationId, CancellationToken cancellationToken)
    {
        OrganizationInfo info = await client.Organizations.GetAsync(organizationId, cancellationToken).ConfigureAwait(false);
        SigningValidation? signing =
            SigningValidation.Of(info.Validations) ?? await ValidationAsync(organizationId, cancellationToken).ConfigureAwait(false);
        return SigningOrganization.From(info, signing, SigningContact.Of(info), PresentTime.Of(client, time));
    }

    /// <summary>All organizations, with what the list shows of them.</summary>
    public async IAsyncEnumerable<SigningOrganization> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (OrganizationInfo row in client.Organizations.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return SigningOrganization.From(
                row, SigningValidation.Of(row.Validations), contacts: null, PresentTime.Of(client, time));
        }
    }

    // Not every organization has validations, and a key may read the one and not the other. The rest of it is told all the same.
    private async Task<SigningValidation?> ValidationAsync(long organizationId, CancellationToken cancellationToken)
    {
        try
        {
            return await SigningValidation.FindAsync(client, organizationId, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            return null;
        }
    }
}

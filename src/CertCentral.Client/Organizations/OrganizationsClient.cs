using CertCentral.Paging;
using CertCentral.Transport;

namespace CertCentral.Organizations;

/// <summary>The organizations of the account.</summary>
public sealed class OrganizationsClient
{
    private readonly ApiConnection _connection;

    internal OrganizationsClient(ApiConnection connection) => _connection = connection;

    /// <summary>
    /// Lists the organizations with their validations, each once, and without their contacts, which only <see cref="GetAsync"/> shows. A
    /// page is read only when its first row is asked for.
    /// </summary>
    /// <remarks>Services API: GET organization.</remarks>
    public IAsyncEnumerable<OrganizationInfo> ListAsync(CancellationToken cancellationToken)
    {
        var pages = new PagedList<OrganizationPage, OrganizationInfo>(_connection, ApiRoutes.ListOrganizations)
        {
            Rows = page => page.Organizations,
            RowsName = "organizations",
            Position = page => page.Page,
            Key = row => row.Id,
        };
        return pages.ReadAsync(new QueryText().Add("include_validation", "true"), Page.Largest, cancellationToken);
    }

    /// <summary>One organization.</summary>
    /// <remarks>Services API: GET organization/{organization_id}.</remarks>
    public Task<OrganizationInfo> GetAsync(long organizationId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<OrganizationInfo>(
            new ApiCall(ApiRoutes.GetOrganization, organizationId),
            cancellationToken,
            static organization => organization.Id is >= 1 ? null : "id");

    /// <summary>
    /// Makes a new organization. The call is never repeated by itself once it may have arrived: the second one would make another
    /// organization.
    /// </summary>
    /// <returns>An answer that holds the new id.</returns>
    /// <remarks>Services API: POST organization.</remarks>
    public Task<OrganizationCreated> CreateAsync(OrganizationRequest body, CancellationToken cancellationToken)
    {
        Require.NotNull(body, nameof(body));
        return _connection.ReadAsync<OrganizationCreated>(
            new ApiCall(ApiRoutes.CreateOrganization) { Body = body },
            cancellationToken,
            static created => created.Id is >= 1 ? null : "id");
    }

    /// <summary>Sets the organization contact and the technical contact. Orders that are there keep theirs.</summary>
    /// <remarks>Services API: PUT organization/{organization_id}/contact.</remarks>
    public Task SetContactsAsync(long organizationId, OrganizationContacts body, CancellationToken cancellationToken)
    {
        Require.NotNull(body, nameof(body));
        return _connection.SendAsync(new ApiCall(ApiRoutes.SetOrganizationContacts, organizationId) { Body = body }, cancellationToken);
    }

    /// <summary>
    /// Asks DigiCert to validate an organization. One that is valid may look the same afterwards, so a page of somebody who stands in
    /// between must not pass for the answer.
    /// </summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="body">The kinds of validation, such as <c>ds</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="Errors.UnreadableAnswerException">A page came in place of the answer.</exception>
    /// <remarks>Services API: POST organization/{organization_id}/validation.</remarks>
    public async Task SubmitValidationAsync(long organizationId, OrganizationValidations body, CancellationToken cancellationToken)
    {
        Require.NotNull(body, nameof(body));
        var call = new ApiCall(ApiRoutes.SubmitOrganizationValidation, organizationId) { Body = body };
        (await _connection.SendAsync(call, cancellationToken).ConfigureAwait(false)).RequireNoPage();
    }

    /// <summary>The validations of an organization. Some organizations have none.</summary>
    /// <remarks>Services API: GET organization/{organization_id}/validation.</remarks>
    public Task<OrganizationValidations> GetValidationAsync(long organizationId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<OrganizationValidations>(
            new ApiCall(ApiRoutes.GetOrganizationValidation, organizationId), cancellationToken);
}

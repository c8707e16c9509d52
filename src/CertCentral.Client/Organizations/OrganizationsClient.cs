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

    /// <summary>The validations of an organization. Some organizations have none.</summary>
    /// <remarks>Services API: GET organization/{organization_id}/validation.</remarks>
    public Task<OrganizationValidations> GetValidationAsync(long organizationId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<OrganizationValidations>(
            new ApiCall(ApiRoutes.GetOrganizationValidation, organizationId), cancellationToken);
}

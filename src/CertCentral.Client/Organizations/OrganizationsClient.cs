using CertCentral.Transport;

namespace CertCentral.Organizations;

/// <summary>The organizations of the account.</summary>
public sealed class OrganizationsClient
{
    private readonly ApiConnection _connection;

    internal OrganizationsClient(ApiConnection connection) => _connection = connection;

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

using CertCentral.Transport;

namespace CertCentral.Organizations;

/// <summary>The organizations of the account.</summary>
public sealed class OrganizationsClient
{
    private readonly ApiConnection _connection;

    internal OrganizationsClient(ApiConnection connection) => _connection = connection;

    public Task<OrganizationInfo> GetAsync(long organizationId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<OrganizationInfo>(
            new ApiCall(ApiRoutes.GetOrganization, organizationId),
            cancellationToken,
            static organization => organization.Id is null ? "id" : null);

    /// <summary>The validations of an organization; not every organization has any.</summary>
    public Task<OrganizationValidations> GetValidationAsync(long organizationId, CancellationToken cancellationToken) =>
        _connection.ReadAsync<OrganizationValidations>(
            new ApiCall(ApiRoutes.GetOrganizationValidation, organizationId), cancellationToken);
}

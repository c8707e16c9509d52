using CertCentral.Transport;

namespace CertCentral.Organizations;

/// <summary>The organizations of the account.</summary>
public sealed class OrganizationsClient
{
    private readonly ApiConnection _connection;

    internal OrganizationsClient(ApiConnection connection) => _connection = connection;

    public async Task<OrganizationInfo> GetAsync(long organizationId, CancellationToken cancellationToken)
    {
        var call = new ApiCall(ApiRoutes.GetOrganization, organizationId);
        var answer = await _connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        var organization = answer.Read<OrganizationInfo>();
        return organization.Id is null ? throw answer.Lacks("id") : organization;
    }

    /// <summary>The validations of an organization; not every organization has any.</summary>
    public async Task<OrganizationValidations> GetValidationAsync(long organizationId, CancellationToken cancellationToken)
    {
        var call = new ApiCall(ApiRoutes.GetOrganizationValidation, organizationId);
        var answer = await _connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Read<OrganizationValidations>();
    }
}

using CertCentral.Paging;
using CertCentral.Transport;

namespace CertCentral.Users;

/// <summary>The users of the account.</summary>
public sealed class UsersClient
{
    private readonly ApiConnection _connection;

    internal UsersClient(ApiConnection connection) => _connection = connection;

    /// <summary>The user to whom the API key belongs.</summary>
    /// <remarks>Services API: GET user/me.</remarks>
    public Task<UserInfo> GetMeAsync(CancellationToken cancellationToken) =>
        _connection.ReadAsync<UserInfo>(new ApiCall(ApiRoutes.GetMe), cancellationToken, static user => user.Id is >= 1 ? null : "id");

    /// <summary>
    /// Lists the users of the account, each once; service users are not among them. A page is read only when its first row is asked for.
    /// </summary>
    /// <remarks>Services API: GET user.</remarks>
    public IAsyncEnumerable<UserInfo> ListAsync(CancellationToken cancellationToken)
    {
        var pages = new PagedList<UserPage, UserInfo>(_connection, ApiRoutes.ListUsers)
        {
            Rows = page => page.Users,
            RowsName = "users",
            Position = page => page.Page,
            Key = row => row.Id,
        };
        return pages.ReadAsync(new QueryText(), Page.Largest, cancellationToken);
    }

    /// <summary>The permissions of the API key, as far as the server tells them.</summary>
    /// <remarks>Services API: GET authorization.</remarks>
    public Task<AuthorizationList> GetAuthorizationsAsync(CancellationToken cancellationToken) => _connection.ReadAsync<AuthorizationList>(
        new ApiCall(ApiRoutes.GetAuthorizations),
        cancellationToken,
        static list => list.Authorizations is null ? "authorizations" : null);

    /// <summary>One user of the account.</summary>
    /// <remarks>Services API: GET user/{user_id}.</remarks>
    public Task<UserInfo> GetAsync(long userId, CancellationToken cancellationToken) => _connection.ReadAsync<UserInfo>(
        new ApiCall(ApiRoutes.GetUser, userId), cancellationToken, static user => user.Id is >= 1 ? null : "id");
}

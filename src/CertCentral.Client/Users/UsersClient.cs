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

    /// <summary>One user of the account.</summary>
    /// <remarks>Services API: GET user/{user_id}.</remarks>
    public Task<UserInfo> GetAsync(long userId, CancellationToken cancellationToken) => _connection.ReadAsync<UserInfo>(
        new ApiCall(ApiRoutes.GetUser, userId), cancellationToken, static user => user.Id is >= 1 ? null : "id");
}

using CertCentral.Transport;

namespace CertCentral.Users;

/// <summary>The users of the account.</summary>
public sealed class UsersClient
{
    private readonly ApiConnection _connection;

    internal UsersClient(ApiConnection connection) => _connection = connection;

    /// <summary>The user whose API key this is.</summary>
    public async Task<UserInfo> GetMeAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.SendAsync(new ApiCall(ApiRoutes.GetMe), cancellationToken).ConfigureAwait(false);
        var user = answer.Read<UserInfo>();
        return user.Id is null ? throw answer.Lacks("id") : user;
    }
}

namespace CertCentral.Users;

/// <summary>What a key may do. It is evidence alone: no published list names the permission that an order needs.</summary>
/// <remarks>Services API: GET authorization.</remarks>
public sealed class AuthorizationList : WireObject
{
    public List<Authorization>? Authorizations { get; init; }
}

/// <summary>One permission, such as <c>view_orders</c>.</summary>
public sealed class Authorization : WireObject
{
    public bool? Authorized { get; init; }
    public string? Permission { get; init; }
}

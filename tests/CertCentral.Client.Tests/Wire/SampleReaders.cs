using System.Globalization;
using CertCentral.Certificates;
using CertCentral.Containers;
using CertCentral.Finance;
using CertCentral.Orders;
using CertCentral.Organizations;
using CertCentral.Products;
using CertCentral.Requests;
using CertCentral.Users;

namespace CertCentral.Tests.Wire;

/// <summary>Which type an answer is read to, and which call reads it.</summary>
internal static class SampleReaders
{
    private static readonly (string Prefix, Func<string, WireObject> Read, Func<CertCentralClient, CancellationToken, Task>? Call)[] Table =
    [
        ("authorization", WireJson.Read<AuthorizationList>, (client, stop) => client.Users.GetAuthorizationsAsync(stop)),
        ("certificate-chain.", WireJson.Read<CertificateChain>, (client, stop) => client.Certificates.GetChainAsync(1, stop)),
        (
            "certificate-revoke.",
            WireJson.Read<RequestInfo>,
            (client, stop) => client.Orders.RevokeCertificateAsync(1, new RevocationRequest(), () => Task.FromResult(true), stop)),
        ("container-info", WireJson.Read<Container>, (client, stop) => client.Containers.GetAsync(1, stop)),
        ("container-list", WireJson.Read<ContainerPage>, (client, stop) => DrainAsync(client.Containers.ListAsync(stop))),
        ("finance-balance", WireJson.Read<AccountBalance>, (client, stop) => client.Finance.GetBalanceAsync(null, stop)),
        ("order-create.response.", WireJson.Read<OrderCreated>, (client, stop) => client.Orders.CreateAsync(new OrderRequest(), stop)),
        (
            "order-reissue.response",
            WireJson.Read<OrderCreated>,
            (client, stop) => client.Orders.ReissueAsync(318840027, new OrderReissueRequest(), () => Task.FromResult(true), stop)),
        ("order-reissues", WireJson.Read<OrderReissues>, (client, stop) => client.Orders.ListReissuesAsync(1, stop)),
        ("order-info.", WireJson.Read<OrderInfo>, (client, stop) => client.Orders.GetAsync(1, stop)),
        ("order-list.", WireJson.Read<OrderPage>, (client, stop) => DrainAsync(client.Orders.ListAsync(new OrderQuery(), stop))),
        (
            "order-status-changes",
            WireJson.Read<OrderStatusChanges>,
            (client, stop) => client.Orders.GetStatusChangesAsync(TimeSpan.FromDays(1), stop)),
        ("order-validation.", WireJson.Read<OrderValidation>, (client, stop) => client.Orders.GetValidationAsync(1, stop)),
        ("organization-info", WireJson.Read<OrganizationInfo>, (client, stop) => client.Organizations.GetAsync(1, stop)),
        (
            "organization-list.",
            WireJson.Read<OrganizationPage>,
            (client, stop) => DrainAsync(client.Organizations.ListAsync(stop))),
        (
            "organization-validation",
            WireJson.Read<OrganizationValidations>,
            (client, stop) => client.Organizations.GetValidationAsync(1, stop)),
        ("product-info.", WireJson.Read<ProductInfo>, (client, stop) => client.Products.GetAsync("ds_org_individual", stop)),
        ("product-limits", WireJson.Read<ProductLimitList>, (client, stop) => client.Products.GetLimitsAsync(1, stop)),
        ("product-list", WireJson.Read<ProductList>, (client, stop) => client.Products.ListAsync(stop)),
        ("request-info.", WireJson.Read<RequestInfo>, (client, stop) => client.Requests.GetAsync(1, stop)),
        ("request-list.", WireJson.Read<RequestPage>, (client, stop) => DrainAsync(client.Requests.ListAsync(new RequestQuery(), stop))),
        ("user-list.", WireJson.Read<UserPage>, (client, stop) => DrainAsync(client.Users.ListAsync(stop))),
        ("user-me", WireJson.Read<UserInfo>, (client, stop) => client.Users.GetMeAsync(stop)),
        ("order-create.request.", WireJson.Read<OrderRequest>, null),
        ("order-reissue.request", WireJson.Read<OrderReissueRequest>, null),
        ("organization-contact.request", WireJson.Read<OrganizationContacts>, null),
        (
            "organization-create.response",
            WireJson.Read<OrganizationCreated>,
            (client, stop) => client.Organizations.CreateAsync(new OrganizationRequest(), stop)),
        ("organization-create.request", WireJson.Read<OrganizationRequest>, null),
    ];

    public static bool IsRequest(string name) => name.Contains(".request.", StringComparison.Ordinal);

    public static bool IsError(string name) => name.StartsWith("error.", StringComparison.Ordinal);

    public static WireObject Read(string name, string json) => Find(name).Read(json);

    /// <summary>The call of the client that gets such an answer; an error can come to any, here to the order itself.</summary>
    public static Func<CertCentralClient, CancellationToken, Task>? Call(string name) =>
        IsError(name) ? (client, stop) => client.Orders.CreateAsync(new OrderRequest(), stop) : Find(name).Call;

    /// <summary>The HTTP status in an error sample's name; 400 where it names none.</summary>
    public static int Status(string name) =>
        int.TryParse(name.Split('.')[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : 400;

    public static async Task<List<T>> DrainAsync<T>(IAsyncEnumerable<T> rows)
    {
        var list = new List<T>();
        await foreach (T? row in rows)
        {
            list.Add(row);
        }

        return list;
    }

    private static (string Prefix, Func<string, WireObject> Read, Func<CertCentralClient, CancellationToken, Task>? Call) Find(
        string name) =>
        Table.Single(row => name.StartsWith(row.Prefix, StringComparison.Ordinal));
}

namespace CertCentral.Sandbox;

/// <summary>The names of all kinds of calls that the sandbox serves, for fault rules and for counting.</summary>
public static class SandboxRoutes
{
    public const string CreateOrder = "POST order/certificate/ds_org_individual";
    public const string ListOrders = "GET order/certificate";
    public const string StatusChanges = "GET order/certificate/status-changes";
    public const string GetOrder = "GET order/certificate/{id}";
    public const string OrderValidation = "GET order/certificate/{id}/validation";
    public const string UpdateCsr = "POST order/certificate/{id}/csr";
    public const string UpdateCsrByPut = "PUT order/certificate/{id}/csr";
    public const string UpdateOrderStatus = "PUT order/certificate/{id}/status";
    public const string SetAdditionalEmails = "PUT order/certificate/{id}/additional-emails";
    public const string SetUserAccess = "PUT order/certificate/{id}/user-access";
    public const string SetRenewalMessage = "PUT order/certificate/{id}/custom-renewal-message";
    public const string SetRenewalEmails = "PUT order/certificate/{id}/renewal-emails/{status}";
    public const string AddNote = "POST order/certificate/{id}/note";
    public const string ListNotes = "GET order/certificate/{id}/note";

    /// <summary>404 unless the account has it for this product: <see cref="SandboxHabits.ResendsEmails"/>.</summary>
    public const string ResendEmails = "PUT order/certificate/{id}/resend-emails";
    public const string RevokeOrder = "PUT order/certificate/{id}/revoke";
    public const string Reissue = "POST order/certificate/{id}/reissue";
    public const string ListReissues = "GET order/certificate/{id}/reissue";
    public const string RevokeCertificate = "PUT certificate/{id}/revoke";
    public const string CertificateChain = "GET certificate/{id}/chain";
    public const string DownloadFormat = "GET certificate/{id}/download/format/{format}";
    public const string DownloadPlatform = "GET certificate/{id}/download/platform";
    public const string DownloadNamedPlatform = "GET certificate/{id}/download/platform/{platform}";
    public const string DownloadOrder = "GET certificate/download/order/{id}";
    public const string DownloadOrderFormat = "GET certificate/download/order/{id}/format/{format}";
    public const string ListRequests = "GET request";
    public const string GetRequest = "GET request/{id}";
    public const string UpdateRequestStatus = "PUT request/{id}/status";
    public const string ListOrganizations = "GET organization";
    public const string GetOrganization = "GET organization/{id}";
    public const string CreateOrganization = "POST organization";
    public const string SetOrganizationContacts = "PUT organization/{id}/contact";
    public const string SubmitOrganizationValidation = "POST organization/{id}/validation";
    public const string OrganizationValidation = "GET organization/{id}/validation";
    public const string ListContainers = "GET container";
    public const string GetContainer = "GET container/{id}";
    public const string ListProducts = "GET product";
    public const string GetProduct = "GET product/{name}";
    public const string ProductLimits = "GET container/{id}/product-limits";
    public const string Me = "GET user/me";
    public const string ListUsers = "GET user";
    public const string GetUser = "GET user/{id}";
    public const string Balance = "GET finance/balance";
    public const string OrderPricing = "POST finance/order-pricing";

    /// <summary>404 unless the account has an order report: <see cref="SandboxHabits.HasReport"/>.</summary>
    public const string OrderReport = "GET report/order";

    /// <summary>404 unless the account tells the rights of a key: <see cref="SandboxHabits.TellsRights"/>.</summary>
    public const string Authorizations = "GET authorization";

    /// <summary>All calls that are not served; each is answered with 404 <c>not_found|route</c>.</summary>
    public const string NotServed = "unknown";

    /// <summary>All kinds of calls that are served.</summary>
    public static IReadOnlyCollection<string> All { get; } =
    [
        CreateOrder, ListOrders, StatusChanges, GetOrder, OrderValidation, UpdateCsr,
        UpdateOrderStatus, RevokeOrder, Reissue, ListReissues, RevokeCertificate, CertificateChain,
        DownloadFormat, DownloadPlatform, DownloadNamedPlatform, DownloadOrder, DownloadOrderFormat, ListRequests,
        GetRequest, UpdateRequestStatus, ListOrganizations, GetOrganization, OrganizationValidation, ListProducts,
        GetProduct, ProductLimits, Me, Balance, OrderPricing, UpdateCsrByPut,
        OrderReport, GetUser, ListUsers, Authorizations, ListContainers, GetContainer,
        CreateOrganization, SetOrganizationContacts, SubmitOrganizationValidation,
        SetAdditionalEmails, SetUserAccess, SetRenewalMessage, SetRenewalEmails, AddNote, ListNotes, ResendEmails,
    ];
}

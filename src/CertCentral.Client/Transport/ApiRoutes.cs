namespace CertCentral.Transport;

/// <summary>Every kind of call that this client makes.</summary>
internal static class ApiRoutes
{
    public static ApiRoute CreateOrder { get; } = new(HttpMethod.Post, "order/certificate/ds_org_individual");

    public static ApiRoute GetOrder { get; } = new(HttpMethod.Get, "order/certificate/{order_id}");

    public static ApiRoute ListOrders { get; } = new(HttpMethod.Get, "order/certificate");

    public static ApiRoute GetOrderValidation { get; } = new(HttpMethod.Get, "order/certificate/{order_id}/validation");

    public static ApiRoute ListStatusChanges { get; } = new(HttpMethod.Get, "order/certificate/status-changes");

    // The API reference no longer has a page for this call. An older client uses POST; the calls beside it that replace something are PUT.
    public static ApiRoute UpdateOrderCsr { get; } = new(HttpMethod.Post, "order/certificate/{order_id}/csr");

    public static ApiRoute PutOrderCsr { get; } = new(HttpMethod.Put, "order/certificate/{order_id}/csr");

    // It ends an order, or the reissue that the order waits for: whether the one that is meant still waits must be looked at before it
    // is sent again.
    public static ApiRoute UpdateOrderStatus { get; } =
        new(HttpMethod.Put, "order/certificate/{order_id}/status") { IsRepeatable = false };

    public static ApiRoute Reissue { get; } = new(HttpMethod.Post, "order/certificate/{order_id}/reissue");

    public static ApiRoute ListReissues { get; } = new(HttpMethod.Get, "order/certificate/{order_id}/reissue");

    // They end what cannot be brought back: whether the certificate that is meant is still in force must be looked at before they are
    // sent again.
    public static ApiRoute RevokeOrder { get; } = new(HttpMethod.Put, "order/certificate/{order_id}/revoke") { IsRepeatable = false };

    public static ApiRoute RevokeCertificate { get; } = new(HttpMethod.Put, "certificate/{certificate_id}/revoke") { IsRepeatable = false };

    public static ApiRoute SetAdditionalEmails { get; } = new(HttpMethod.Put, "order/certificate/{order_id}/additional-emails");

    public static ApiRoute SetUserAccess { get; } = new(HttpMethod.Put, "order/certificate/{order_id}/user-access");

    public static ApiRoute SetRenewalMessage { get; } = new(HttpMethod.Put, "order/certificate/{order_id}/custom-renewal-message");

    public static ApiRoute SetRenewalEmails { get; } = new(HttpMethod.Put, "order/certificate/{order_id}/renewal-emails/{status}");

    // It sets no state: sent twice, it writes to people twice.
    public static ApiRoute ResendEmails { get; } =
        new(HttpMethod.Put, "order/certificate/{order_id}/resend-emails") { IsRepeatable = false };

    public static ApiRoute AddOrderNote { get; } = new(HttpMethod.Post, "order/certificate/{order_id}/note");

    public static ApiRoute OrderReport { get; } = new(HttpMethod.Get, "report/order");

    public static ApiRoute ListRequests { get; } = new(HttpMethod.Get, "request");

    public static ApiRoute GetRequest { get; } = new(HttpMethod.Get, "request/{request_id}");

    public static ApiRoute UpdateRequestStatus { get; } = new(HttpMethod.Put, "request/{request_id}/status");

    public static ApiRoute DownloadCertificate { get; } = new(HttpMethod.Get, "certificate/{certificate_id}/download/format/{format}");

    public static ApiRoute DownloadCertificateByOrder { get; } =
        new(HttpMethod.Get, "certificate/download/order/{order_id}/format/{format}");

    public static ApiRoute GetCertificateChain { get; } = new(HttpMethod.Get, "certificate/{certificate_id}/chain");

    public static ApiRoute GetMe { get; } = new(HttpMethod.Get, "user/me");

    public static ApiRoute GetUser { get; } = new(HttpMethod.Get, "user/{user_id}");

    public static ApiRoute ListUsers { get; } = new(HttpMethod.Get, "user");

    public static ApiRoute GetAuthorizations { get; } = new(HttpMethod.Get, "authorization");

    public static ApiRoute ListContainers { get; } = new(HttpMethod.Get, "container");

    public static ApiRoute GetContainer { get; } = new(HttpMethod.Get, "container/{container_id}");

    public static ApiRoute GetProductLimits { get; } = new(HttpMethod.Get, "container/{container_id}/product-limits");

    public static ApiRoute ListProducts { get; } = new(HttpMethod.Get, "product");

    public static ApiRoute GetProduct { get; } = new(HttpMethod.Get, "product/{name_id}");

    public static ApiRoute GetBalance { get; } = new(HttpMethod.Get, "finance/balance");

    // It is a POST, but an estimate changes nothing.
    public static ApiRoute EstimatePrice { get; } = new(HttpMethod.Post, "finance/order-pricing") { IsRepeatable = true };

    public static ApiRoute ListOrganizations { get; } = new(HttpMethod.Get, "organization");

    public static ApiRoute GetOrganization { get; } = new(HttpMethod.Get, "organization/{organization_id}");

    public static ApiRoute CreateOrganization { get; } = new(HttpMethod.Post, "organization");

    public static ApiRoute SetOrganizationContacts { get; } = new(HttpMethod.Put, "organization/{organization_id}/contact");

    public static ApiRoute SubmitOrganizationValidation { get; } = new(HttpMethod.Post, "organization/{organization_id}/validation");

    public static ApiRoute GetOrganizationValidation { get; } = new(HttpMethod.Get, "organization/{organization_id}/validation");
}

/// <summary>A kind of call: its method and its path, with variables in braces.</summary>
internal sealed record ApiRoute(HttpMethod Method, string Template)
{
    // GET changes nothing, and each PUT of this API sets a state, so both may be sent twice. A POST may cost money.
    public bool IsRepeatable { get; init; } = Method == HttpMethod.Get || Method == HttpMethod.Put;
}

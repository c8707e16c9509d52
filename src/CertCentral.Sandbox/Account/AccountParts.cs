using System.Globalization;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Account;

/// <summary>The small objects that stand in many answers.</summary>
internal static class AccountParts
{
    public static JObject Person(StoredUser? user) => user is null ? [] : new JObject
    {
        ["id"] = user.Id,
        ["first_name"] = user.FirstName,
        ["last_name"] = user.LastName,
        ["email"] = user.Email,
    };

    /// <exception cref="ApiException">404 not_found|container.</exception>
    public static long ContainerOrThrow(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && Catalogue.Containers.ContainsKey(id)
            ? id
            : throw ApiException.NotFound("container");

    public static JObject SigningValidation() =>
        new() { ["type"] = "ds", ["name"] = "DS", ["description"] = "Document Signing Validation" };

    public static JObject Container(long id) => new() { ["id"] = id, ["name"] = Catalogue.Containers[id] };

    public static JObject Product(StoredOrder order) => new()
    {
        ["name_id"] = order.ProductNameId,
        ["name"] = ProductName(order),
        ["type"] = Catalogue.ProductType,
    };

    public static JObject Request(StoredRequest request) => new()
    {
        ["id"] = request.Id,
        ["date"] = WireText.Instant(request.Date),
        ["type"] = request.Type,
        ["status"] = request.Status,
    };

    /// <summary>Products that were ordered at the console have no name here but their id.</summary>
    public static string ProductName(StoredOrder order) =>
        order.ProductNameId == Catalogue.ProductNameId ? Catalogue.ProductName : order.ProductNameId;

    public static JObject ServerPlatform(long id) => new()
    {
        ["id"] = id,
        ["name"] = Catalogue.ServerPlatforms[id],
        ["install_url"] = "http://www.example.test/install.htm",
        ["csr_url"] = "http://www.example.test/csr.htm",
    };

    /// <summary>An amount without cents is sent as a whole number.</summary>
    public static JValue Price(decimal value) => decimal.Truncate(value) == value ? new JValue((long)value) : new JValue(value);
}

using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Account;

/// <summary>The small objects that many answers hold.</summary>
internal static class AccountParts
{
    public static JObject Person(StoredUser? user) => user is null ? [] : new JObject
    {
        ["id"] = user.Id,
        ["first_name"] = user.FirstName,
        ["last_name"] = user.LastName,
        ["email"] = user.Email,
    };

    public static JObject Container(long id) => new() { ["id"] = id, ["name"] = Catalogue.Containers[id] };

    public static JObject Product() => new()
    {
        ["name_id"] = Catalogue.ProductNameId,
        ["name"] = Catalogue.ProductName,
        ["type"] = Catalogue.ProductType,
    };

    public static JObject ServerPlatform(long id) => new()
    {
        ["id"] = id,
        ["name"] = Catalogue.ServerPlatforms[id],
        ["install_url"] = "http://www.example.test/install.htm",
        ["csr_url"] = "http://www.example.test/csr.htm",
    };

    /// <summary>Whole numbers of dollars are sent as such.</summary>
    public static JValue Price(decimal value) => decimal.Truncate(value) == value ? new JValue((long)value) : new JValue(value);
}

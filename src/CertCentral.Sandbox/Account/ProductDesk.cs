using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Account;

internal static class ProductDesk
{
    public static IEnumerable<Route> Routes() => [];
}

namespace CertCentral.Transport;

/// <summary>The root that every path is put below.</summary>
internal static class BaseAddress
{
    /// <returns>The address with exactly one slash at its end.</returns>
    /// <exception cref="ArgumentException">The address would show the key to others, or is no address.</exception>
    public static Uri Check(Uri address)
    {
        Require.NotNull(address, nameof(address));
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw Wrong("must be a whole https address, such as https://www.digicert.com/services/v2");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw Wrong("must be https: plain http would send the API key readable by everybody on the way");
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw Wrong("must have no user name, query or fragment");
        }

        return new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    private static ArgumentException Wrong(string problem) => new($"The base URI of CertCentral {problem}.");
}

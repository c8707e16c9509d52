using CertCentral.Pacing;

namespace CertCentral.Tests;

/// <summary>Clients with a made-up key.</summary>
internal static class TestClient
{
    public const string Key = "K3Y-0123456789ABCDEF-SECRET";

    public static ApiKey ApiKey => ApiKey.From(Secret.Of(Key));

    public static CertCentralClient Over(
        HttpMessageHandler handler, TimeProvider? time = null, CallLimits? limits = null, int maxAttempts = 4, TimeSpan? timeout = null) =>
        new(new CertCentralOptions
        {
            ApiKey = ApiKey,
            PrimaryHandler = () => handler,
            TimeProvider = time ?? TimeProvider.System,
            Limits = limits ?? new CallLimits([]),
            MaxAttempts = maxAttempts,
            Timeout = timeout ?? HurriedTime.Patience,
        });
}

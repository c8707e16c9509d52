using System.Net;
using System.Reflection;
using System.Security;
using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Cmdlets.Connections;

/// <summary>Turns what Connect-DocSigning was told into a connection. Talks to nobody.</summary>
internal static class ConnectionFactory
{
    // The sandbox answers for any host; this one can never be a real one (RFC 2606).
    private static readonly Uri SandboxUri = new("https://sandbox.invalid/services/v2");

    public static DocSigningConnection OpenAccount(ConnectionSettings settings, SecureString apiKey) =>
        Open(settings, settings.BaseUri, KeyFrom(apiKey), handler: null);

    public static DocSigningConnection OpenSandbox(ConnectionSettings settings, SandboxOptions options)
    {
        try
        {
            var key = ApiKey.From(new NetworkCredential("", options.ApiKey).SecurePassword);
            return Open(settings, SandboxUri, key, new SandboxHandler(options));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw ConnectionFaults.SandboxUnavailable(exception);
        }
    }

    private static DocSigningConnection Open(ConnectionSettings settings, Uri baseUri, ApiKey key, SandboxHandler? handler)
    {
        var options = new CertCentralOptions
        {
            ApiKey = key,
            BaseUri = baseUri,
            Proxy = settings.Proxy is null ? null : new WebProxy(settings.Proxy) { Credentials = settings.ProxyCredential },
            Timeout = settings.Timeout,
            Limits = settings.Limits,
            PacingStore = handler is null ? SharedPacing() : null,
            PermitStore = handler is null ? settings.Journal.PermitStore : null,
            UserAgent = $"DigiCertDocSign/{ModuleVersion} PowerShell/{settings.PowerShellVersion}",
            TimeProvider = settings.TimeProvider,
            PrimaryHandler = handler is null ? null : () => handler,
        };

        return new DocSigningConnection(ClientFrom(options), key)
        {
            Name = settings.Name ?? (handler is null ? baseUri.Host : "Sandbox"),
            BaseUri = baseUri,
            Sandbox = handler,
            RateLimit = options.Limits.Windows.Select(limit => $"{limit.Count}/{limit.Window.TotalSeconds:0}").ToArray(),
            ConnectedAt = settings.TimeProvider.GetLocalNow(),
            JournalPlace = settings.Journal,
            Time = settings.TimeProvider,
        };
    }

    // All processes of the user count the calls of a key together; an account without a home counts for each process alone.
    private static PacingFolder? SharedPacing() =>
        StateFolder.PathOrNull is { } folder ? new PacingFolder(Path.Combine(folder, "pacing")) : null;

    private static string ModuleVersion =>
        Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "";

    private static ApiKey KeyFrom(SecureString apiKey)
    {
        try
        {
            return ApiKey.From(apiKey);
        }
        catch (ArgumentException exception)
        {
            throw ConnectionFaults.ApiKeyInvalid(exception);
        }
    }

    private static CertCentralClient ClientFrom(CertCentralOptions options)
    {
        try
        {
            return new CertCentralClient(options);
        }
        catch (ArgumentException exception)
        {
            throw ConnectionFaults.BaseUriInvalid(exception);
        }
    }
}

/// <summary>What Connect-DocSigning was told, the key apart.</summary>
internal sealed class ConnectionSettings
{
    public string? Name { get; init; }

    public required Uri BaseUri { get; init; }

    public Uri? Proxy { get; init; }

    public NetworkCredential? ProxyCredential { get; init; }

    public TimeSpan Timeout { get; init; }

    public required CallLimits Limits { get; init; }

    public required JournalPlace Journal { get; init; }

    public required Version PowerShellVersion { get; init; }

    public required TimeProvider TimeProvider { get; init; }
}

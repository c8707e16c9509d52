using System.Net;
using CertCentral.Pacing;

namespace CertCentral;

/// <summary>How a client reaches CertCentral. Read once, when the client is made.</summary>
public sealed class CertCentralOptions
{
    public required ApiKey ApiKey { get; init; }

    /// <summary>With or without a slash at its end. Plain http is for loopback addresses alone.</summary>
    public Uri BaseUri { get; init; } = CertCentralRegions.Us;

    /// <summary>Null means the proxy of the system. A proxy's credentials belong to the proxy object.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>How long one attempt may take until its answer is read whole. Waiting for the limit does not count.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    public CallLimits Limits { get; init; } = CallLimits.Published;

    /// <summary>Where all processes of the user count the requests of a key together; null counts in this process alone.</summary>
    public IPacingStore? PacingStore { get; init; }

    /// <summary>Null gives the name and version of this library.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The clock of time-outs, pacing and retries.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes the place of the network; the client disposes what it returns.</summary>
    public Func<HttpMessageHandler>? PrimaryHandler { get; init; }

    /// <summary>How often a call that may be repeated is tried in all; at least 1.</summary>
    public int MaxAttempts { get; init; } = 4;
}

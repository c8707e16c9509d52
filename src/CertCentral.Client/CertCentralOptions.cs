using System.Net;
using CertCentral.Pacing;

namespace CertCentral;

/// <summary>How a client reaches CertCentral. The client reads them once, when it is made.</summary>
public sealed class CertCentralOptions
{
    public required ApiKey ApiKey { get; init; }

    /// <summary>With or without a slash at its end. Plain http is allowed for loopback addresses only.</summary>
    public Uri BaseUri { get; init; } = CertCentralRegions.Us;

    /// <summary>Null means the proxy of the system. A proxy's credentials belong to the proxy object.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>
    /// How long one attempt may take until its whole answer is read. The time that a call waits for a place under the limit does not count.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    public CallLimits Limits { get; init; } = CallLimits.Published;

    /// <summary>Where all processes of the user count the calls of a key together. With null, this process counts alone.</summary>
    public IPacingStore? PacingStore { get; init; }

    /// <summary>Where several hosts count the calls of a key together; <see cref="PacingStore"/> is not used then.</summary>
    public IPermitStore? PermitStore { get; init; }

    /// <summary>The User-Agent header. Null sends the name and the version of this library.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The clock of time-outs, pacing and retries.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Makes the handler that takes the place of the network; the client disposes it.</summary>
    public Func<HttpMessageHandler>? PrimaryHandler { get; init; }

    /// <summary>How often a call is tried in all, if it may be repeated; at least 1.</summary>
    public int MaxAttempts { get; init; } = 4;
}

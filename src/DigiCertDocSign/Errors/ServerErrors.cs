using System.Management.Automation;
using CertCentral.Errors;

namespace DigiCertDocSign.Errors;

/// <summary>What CertCentral, or the way to it, can answer.</summary>
internal static class ServerErrors
{
    internal static readonly IReadOnlyDictionary<Type, ErrorRow> Rows = new Dictionary<Type, ErrorRow>
    {
        [typeof(ApiKeyRefusedException)] = new("ApiKeyRefused", ErrorCategory.AuthenticationError,
            "Check the API key in CertCentral under Automation > API Keys: it may be revoked, mistyped or of the other region (US, EU). Then Connect-DocSigning again.", EndsRun: true),
        [typeof(PermissionDeniedException)] = new("PermissionDenied", ErrorCategory.PermissionDenied,
            "Ask an account administrator for the right, or use a key of a user who has it. A key can be narrower than its user."),
        [typeof(NotFoundException)] = new("NotFound", ErrorCategory.ObjectNotFound,
            "Check the id. CertCentral also answers 'not found' for what belongs to another account or division."),
        [typeof(RequestRefusedException)] = new("RequestRefused", ErrorCategory.InvalidArgument,
            "Correct what CertCentral names and run the command again for this input. Nothing was done."),
        [typeof(RateLimitedException)] = new("RateLimited", ErrorCategory.LimitsExceeded,
            "Wait a few minutes: something else uses the same API key. Then run the command again for this input. Nothing was done."),
        [typeof(ServerFaultException)] = new("ServerFault", ErrorCategory.ResourceUnavailable,
            "CertCentral has a fault or is under maintenance. Try again later; look first whether a change was made after all."),
        [typeof(UnreadableAnswerException)] = new("UnreadableAnswer", ErrorCategory.InvalidResult,
            "Something between here and CertCentral (a proxy, a maintenance page) answered in its place. Check the proxy, then look whether a change was made after all."),
        [typeof(ServerUnreachableException)] = new("ServerUnreachable", ErrorCategory.ConnectionError,
            "Check the network, DNS, the proxy (-Proxy) and the region or -BaseUri. Nothing was sent."),
        [typeof(ConnectionLostException)] = new("ConnectionLost", ErrorCategory.ConnectionError,
            "Check the network and the proxy, look whether a change was made after all, then try again."),
        [typeof(RequestTimedOutException)] = new("RequestTimedOut", ErrorCategory.OperationTimeout,
            "Try again later or with a longer Connect-DocSigning -TimeoutSec; look first whether a change was made after all."),
    };
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using CertCentral.Errors;

namespace CertCentral.Transport;

/// <summary>The exception for an attempt without an answer. It must say whether the server can have seen the call.</summary>
internal static class NetworkFailure
{
    public static CertCentralException From(CallInProgress work, Exception exception)
    {
        ApiCall call = work.Call;
#if NET
        bool unreachable = !work.HasLeft || NeverConnected(exception);
#else
        // .NET Framework sends again by itself when a kept connection is dead: that the second connection failed says nothing of the first.
        bool unreachable = !work.HasLeft || (call.Body is null && NeverConnected(exception));
#endif
        CallFailure failure = call.Failure with { Executed = unreachable ? false : null };
        return unreachable && AsksForCredential(exception)
            ? new ServerUnreachableException(failure, $"{ProxyWords.Asks} Nothing was sent. ({failure.Call})", exception)
            : unreachable
            ? new ServerUnreachableException(
                failure,
                $"CertCentral could not be reached, so nothing was sent: {Reason(exception)} Check the network, the proxy and the base "
                    + $"URI. ({failure.Call})",
                exception)
            : new ConnectionLostException(
                failure,
                $"The connection broke before the answer was whole: {Reason(exception)}{call.Doubt} ({failure.Call})",
                exception);
    }

    public static CertCentralException TimedOut(CallInProgress work, TimeSpan timeout, Exception exception)
    {
        CallFailure failure = work.Call.Failure;
        string seconds = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return work.HasLeft
            ? new CallTimedOutException(
                failure, $"CertCentral did not answer within {seconds} seconds.{work.Call.Doubt} ({failure.Call})", exception)
            : new CallTimedOutException(
                failure with { Executed = false },
                $"There was no connection to CertCentral within {seconds} seconds, so nothing was sent. ({failure.Call})",
                exception);
    }

    // The innermost message, because "see inner exception" tells a user nothing. .NET ends one of them with a quote that it never opened.
    private static string Reason(Exception exception)
    {
        string said = exception.GetBaseException().Message.TrimEnd('.', ' ');
        return (said.EndsWith("\"", StringComparison.Ordinal) && said.Count(character => character == '"') % 2 == 1
            ? said.TrimEnd('"', '.', ' ')
            : said) + ".";
    }

    // 407. No property of .NET's exception has the status that a proxy gave to CONNECT; its text has.
    private static bool AsksForCredential(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains("'407'") || cause.Message.Contains("(407)"))
            {
                return true;
            }
        }

        return false;
    }

    // Only faults that cannot happen once a connection is made. A socket that times out, or a host that vanishes, may have failed
    // after the server had read the call.
    private static bool NeverConnected(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException
                || cause is SocketException
                {
                    SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain
                        or SocketError.NoData,
                }
                || cause is WebException
                {
                    Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
                        or WebExceptionStatus.ConnectFailure or WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure,
                })
            {
                return true;
            }

#if NET
            if (cause is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                })
            {
                return true;
            }
#endif
        }

        return false;
    }
}

/// <summary>What there is to say about a proxy that lets nobody through whom it does not know (407).</summary>
internal static class ProxyWords
{
    public const string Asks =
        "The proxy wants a user and a password and was given none, or not the right ones; give them with -Proxy and -ProxyCredential.";
}

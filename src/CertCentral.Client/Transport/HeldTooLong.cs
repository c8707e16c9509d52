using System.Globalization;
using CertCentral.Errors;

namespace CertCentral.Transport;

/// <summary>The end of a call that was not sent, because the server wants silence from its key for longer than the call may wait.</summary>
internal static class HeldTooLong
{
    public static Attempt Of(CallInProgress work, TimeSpan silence)
    {
        var route = work.Call.Route;
        var seconds = Math.Ceiling(silence.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var failure = new CallFailure(route.Method.Method, route.Template) { Executed = false };
        return new Attempt(work)
        {
            Failure = new RateLimitedException(
                failure,
                $"CertCentral's request limit is exceeded, and no call of this key is sent for {seconds} more seconds; this one may not wait so long, so nothing was sent. ({failure.Call})")
            {
                Attempts = work.AttemptNumber,
                RetryAfter = silence,
            },
            Pause = silence,
        };
    }
}

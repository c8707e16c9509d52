using CertCentral.Errors;

namespace DigiCertDocSign.Following;

/// <summary>Faults of the server or of the way to it that may be gone in a while.</summary>
internal static class PassingFaults
{
    public static bool Includes(Exception error) =>
        error is ServerUnreachableException or ConnectionLostException or CallTimedOutException
        or RateLimitedException or ServerFaultException or UnreadableAnswerException;
}

using CertCentral.Errors;

namespace DigiCertDocSign.Following;

/// <summary>Answers of CertCentral itself that this key, or this account, does not get what was asked for.</summary>
internal static class Refusals
{
    public static bool Includes(Exception error) => error is PermissionDeniedException or NotFoundException or CallRefusedException;
}

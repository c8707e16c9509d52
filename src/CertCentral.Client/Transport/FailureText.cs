namespace CertCentral.Transport;

/// <summary>Parts of messages that more than one failure needs.</summary>
internal static class FailureText
{
    /// <summary>For a call that must not be repeated blindly, a word of warning.</summary>
    public static string Doubt(ApiCall call) =>
        call.Route.IsRepeatable
            ? string.Empty
            : " Whether it was carried out is not known: look for its effect in CertCentral before you send it again.";
}

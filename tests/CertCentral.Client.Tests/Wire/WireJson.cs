using System.Text;
using CertCentral.Json;
using CertCentral.Transport;

namespace CertCentral.Tests.Wire;

/// <summary>One wire object from JSON text and back, through the client's own reader and writer.</summary>
internal static class WireJson
{
    private static readonly ApiCall AnyCall = new(ApiRoutes.GetMe);

    /// <exception cref="CertCentral.Errors.UnreadableAnswerException">The text is no JSON object.</exception>
    public static T Read<T>(string json)
        where T : WireObject, new() =>
        new ApiAnswer(AnyCall, 200, "application/json", "utf-8", new ArraySegment<byte>(Encoding.UTF8.GetBytes(json))).Read<T>();

    /// <summary>The body of a call, secrets included.</summary>
    public static string Write(WireObject value) => Encoding.UTF8.GetString(WireText.ToUtf8(value));
}

using System.Text;

namespace CertCentral.SandboxServer;

/// <summary>An answer that a test gives instead of, or after, the handler behind the socket.</summary>
public sealed class ByHand
{
    private ByHand(bool handlerRuns, ByHandKind kind)
    {
        HandlerRuns = handlerRuns;
        Kind = kind;
    }

    /// <summary>Breaks the connection; the handler never saw the call.</summary>
    public static ByHand DropBefore { get; } = new(handlerRuns: false, ByHandKind.Drop);

    /// <summary>Breaks the connection after the handler has done its work.</summary>
    public static ByHand DropAfter { get; } = new(handlerRuns: true, ByHandKind.Drop);

    /// <summary>Says nothing until the client leaves or the server is disposed; the handler never saw the call.</summary>
    public static ByHand HangBefore { get; } = new(handlerRuns: false, ByHandKind.Hang);

    /// <summary>Says nothing until the client leaves or the server is disposed; the handler has done its work.</summary>
    public static ByHand HangAfter { get; } = new(handlerRuns: true, ByHandKind.Hang);

    internal bool HandlerRuns { get; }
    internal ByHandKind Kind { get; }
    internal int Status { get; private init; }
    internal string? ContentType { get; private init; }
    internal byte[] Body { get; private init; } = [];
    internal long? DeclaredLength { get; private init; }
    internal IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    /// <summary>Answers with exactly this; the handler never saw the call.</summary>
    /// <param name="status">Any HTTP status.</param>
    /// <param name="contentType">Null leaves the header out.</param>
    /// <param name="body">The body's bytes, sent with their length.</param>
    /// <param name="headers">Further headers, such as Retry-After or Location.</param>
    public static ByHand Answer(int status, string? contentType, byte[] body, params KeyValuePair<string, string>[] headers) =>
        new(handlerRuns: false, ByHandKind.Answer) { Status = status, ContentType = contentType, Body = body, Headers = headers };

    /// <inheritdoc cref="Answer(int, string?, byte[], KeyValuePair{string, string}[])"/>
    public static ByHand Answer(int status, string? contentType, string body, params KeyValuePair<string, string>[] headers) =>
        Answer(status, contentType, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>Announces a longer body than it sends, then breaks the connection; the handler never saw the call.</summary>
    public static ByHand BreakInBody(int status, string? contentType, string sent, long announcedLength) =>
        new(handlerRuns: false, ByHandKind.Answer)
        {
            Status = status,
            ContentType = contentType,
            Body = Encoding.UTF8.GetBytes(sent),
            DeclaredLength = announcedLength,
        };
}

internal enum ByHandKind
{
    Drop,
    Hang,
    Answer,
}

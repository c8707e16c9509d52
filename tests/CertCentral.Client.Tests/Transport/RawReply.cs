using System.Text;

namespace CertCentral.Tests.Transport;

/// <summary>What a raw server does with one call.</summary>
internal sealed record RawReply(RawReplyKind Kind, byte[] Bytes)
{
    public static RawReply Drop { get; } = new(RawReplyKind.DropBeforeReading, []);

    public static RawReply DropAfterReading { get; } = new(RawReplyKind.AnswerAndClose, []);

    public static RawReply Hang { get; } = new(RawReplyKind.Hang, []);

    public static RawReply Garbage { get; } =
        new(RawReplyKind.AnswerAndClose, [0x00, 0xFF, 0x13, 0x0D, 0x0A, 0x80, 0x0D, 0x0A, 0x0D, 0x0A]);

    public static RawReply Json(string body, string status = "200 OK", string headers = "") =>
        Of(status, "application/json", body, headers);

    public static RawReply Of(string status, string mediaType, string body, string headers = "") =>
        new(RawReplyKind.Answer, Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: {mediaType}\r\n{headers}Content-Length: "
                + $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    public static RawReply CutOff(string body) =>
        new(
            RawReplyKind.AnswerAndClose,
            Encoding.UTF8.GetBytes($"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{body}"));
}

internal enum RawReplyKind
{
    Answer,
    AnswerAndClose,
    DropBeforeReading,
    Hang,
}

using System.Text;
using CertCentral.Errors;
using CertCentral.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Transport;

/// <summary>An answer, read whole.</summary>
internal sealed class ApiAnswer(ApiCall call, int statusCode, string mediaType, string charset, ArraySegment<byte> body)
{
    private ServerClock? _clock;
    private bool _isRead;

    public int StatusCode { get; } = statusCode;

    /// <summary>Without parameters; empty when the server named none.</summary>
    public string MediaType { get; } = mediaType;

    /// <summary>How many attempts it took.</summary>
    public int Attempts { get; set; } = 1;

    /// <summary>When the server answered, by its own clock; null when it did not say.</summary>
    public DateTimeOffset? Date { get; set; }

    public bool IsSuccess => StatusCode is >= 200 and <= 299;

    public bool IsEmpty => body.Count == 0;

    /// <summary>In bytes.</summary>
    public int Length => body.Count;

    public bool IsHtml => MediaType is "text/html" or "application/xhtml+xml" || StartsWith('<');

    public bool IsJson => MediaType is "application/json" || StartsWith('{');

    /// <summary>
    /// The body as text, in the charset that the server named; in UTF-8 when it named none, or one that .NET does not know.
    /// </summary>
    public string Text
    {
        get
        {
            if (HasNoMark)
            {
                return Encoding().GetString(body.Array!, body.Offset, body.Count);
            }

            using var bytes = new MemoryStream(body.Array!, body.Offset, body.Count);
            using var reader = new StreamReader(bytes, Encoding(), detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Sets the clock once the answer has been read: a page of a gateway tells the time of another clock.</summary>
    public void TellTime(ServerClock clock)
    {
        _clock = clock;
        SetClock();
    }

    public byte[] ToBytes() => [.. body];

    /// <exception cref="UnreadableAnswerException">The body is no JSON object.</exception>
    public T Read<T>()
        where T : WireObject, new() => (T)WireShape.Of(typeof(T)).Read(ReadFields());

    /// <exception cref="UnreadableAnswerException">The body is no JSON object.</exception>
    public JObject ReadFields()
    {
        if (IsEmpty)
        {
            throw Unreadable("is empty");
        }

        RequireNoPage();
        try
        {
            JObject fields = WireText.Parse(Text) as JObject ?? throw Unreadable("is not a JSON object");
            _isRead = true;
            SetClock();
            return fields;
        }
        catch (JsonException exception)
        {
            throw Unreadable("is cut off or no JSON", exception);
        }
    }

    /// <summary>For an answer of which nothing is read: a page is of somebody who stands in between.</summary>
    /// <exception cref="UnreadableAnswerException">The body is an HTML page.</exception>
    public void RequireNoPage()
    {
        if (IsHtml)
        {
            throw Unreadable("is an HTML page, not JSON; a proxy or a firewall may have written it");
        }
    }

    public UnreadableAnswerException Lacks(string field) => Unreadable($"has no readable \"{field}\"");

    /// <summary>The answer is a list that says one thing and shows another. Asked again, the server may give it whole.</summary>
    public UnreadableAnswerException Contradiction(string problem)
    {
        CallFailure failure = call.Failure with { StatusCode = StatusCode };
        return new UnreadableAnswerException(
            failure,
            $"CertCentral's list contradicts itself, also when it is read again: {problem}. What is missing in it may exist, so nothing "
                + $"is concluded from it; try again in some minutes. ({failure.Call}, HTTP {StatusCode})")
        { Attempts = Attempts, MayPass = true };
    }

    public UnreadableAnswerException Unreadable(string problem, Exception? innerException = null)
    {
        CallFailure failure = call.Failure with { StatusCode = StatusCode };
        return new UnreadableAnswerException(
            failure,
            $"CertCentral's answer {problem}.{call.Doubt} ({failure.Call}, HTTP {StatusCode})",
            innerException)
        { Attempts = Attempts };
    }

    private void SetClock()
    {
        if (_isRead && Date is { } date)
        {
            _clock?.Set(date);
        }
    }

    // Every byte order mark begins with one of these octets.
    private bool HasNoMark => body.Count > 0 && body.Array![body.Offset] is not (0x00 or 0xEF or 0xFE or 0xFF);

    private bool StartsWith(char expected)
    {
        foreach (byte octet in body)
        {
            // White space and the byte order mark may come first.
            if (octet is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF))
            {
                return octet == expected;
            }
        }

        return false;
    }

    private Encoding Encoding()
    {
        try
        {
            return charset.Length == 0 ? System.Text.Encoding.UTF8 : System.Text.Encoding.GetEncoding(charset.Trim('"', ' '));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return System.Text.Encoding.UTF8;
        }
    }
}

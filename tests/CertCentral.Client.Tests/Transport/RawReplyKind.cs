namespace CertCentral.Tests.Transport;

internal enum RawReplyKind
{
    Answer,
    AnswerAndClose,
    DropBeforeReading,
    Hang,
}

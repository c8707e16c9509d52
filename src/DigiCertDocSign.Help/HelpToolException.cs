namespace DigiCertDocSign.Help;

/// <summary>The tool cannot do its work at all; the message tells the caller why.</summary>
internal sealed class HelpToolException : Exception
{
    public HelpToolException(string message)
        : base(message)
    {
    }

    public HelpToolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

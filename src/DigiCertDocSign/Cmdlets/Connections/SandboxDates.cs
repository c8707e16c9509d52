namespace DigiCertDocSign.Cmdlets.Connections;

/// <summary>Dates that the clock of a sandbox can be set to: its orders were placed years before and expire years later.</summary>
internal static class SandboxDates
{
    private const int First = 2000;
    private const int Last = 2100;

    /// <exception cref="DocSigningException">SandboxDateInvalid.</exception>
    public static DateTimeOffset Read(string parameter, DateTime given) => given.Year is >= First and <= Last
        ? new DateTimeOffset(given)
        : throw ConnectionFaults.NoSandboxDate(parameter, given, First, Last);
}

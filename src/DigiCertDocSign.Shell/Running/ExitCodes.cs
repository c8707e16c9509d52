namespace DigiCertDocSign.Shell.Running;

internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>An error that nothing caught, as pwsh -File has it.</summary>
    public const int Failed = 1;

    public const int WrongUse = 64;

    /// <summary>128 + SIGINT, what shells report for a program ended by Ctrl+C.</summary>
    public const int Interrupted = 130;
}

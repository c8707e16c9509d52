namespace DigiCertDocSign.Fixtures;

/// <summary>The openssl program: the second opinion on what the module makes, and the maker of files that others bring.</summary>
public static class OpenSsl
{
    /// <summary>All that openssl wrote; fails the test when openssl refuses.</summary>
    public static string Run(params string[] arguments)
    {
        ProgramRun run = Try(arguments).MustSucceed();
        return run.Output + run.Errors;
    }

    /// <inheritdoc cref="Run"/>
    public static Task<string> RunAsync(params string[] arguments) => Task.Run(() => Run(arguments));

    public static ProgramRun Try(params string[] arguments) => ProgramRun.Of("openssl", arguments);

    /// <summary>The DER public key of a private key file.</summary>
    public static byte[] PublicKeyOf(string keyPath, string password = "none") =>
        Convert.FromBase64String(string.Concat(
            Run("pkey", "-in", keyPath, "-passin", "pass:" + password, "-pubout").Split('\n')
                .Where(line => line.Length > 0 && line[0] != '-')));
}

namespace DigiCertDocSign.Tests.Shell;

/// <param name="ExitCode">Of the process.</param>
/// <param name="Output">All of standard output.</param>
/// <param name="Errors">All of standard error.</param>
public sealed record ShellResult(int ExitCode, string Output, string Errors);

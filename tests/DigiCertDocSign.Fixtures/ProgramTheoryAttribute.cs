namespace DigiCertDocSign.Fixtures;

/// <summary>A theory that needs programs of the machine; skipped, and counted as skipped, where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramTheoryAttribute : TheoryAttribute
{
    /// <param name="package">Of Debian, which has the programs.</param>
    /// <param name="programs">What the test runs.</param>
    public ProgramTheoryAttribute(string package, params string[] programs) =>
        Skip = programs.FirstOrDefault(program => !ProgramRun.IsInstalled(program)) is { } missing
            ? $"{missing} is missing: install {package}."
            : null;
}

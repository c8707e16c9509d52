namespace DigiCertDocSign.Tests.Ordering;

/// <summary>What only a Unix system lets a test bring about.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() =>
        Skip = OperatingSystem.IsWindows() ? "Windows has no limit of the size of a file for one process." : null;
}

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>What only a Unix system lets a test bring about.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    /// <param name="why">Why not on Windows.</param>
    public UnixTheoryAttribute(string why = "Windows has no limit of the size of a file for one process.") =>
        Skip = OperatingSystem.IsWindows() ? why : null;
}

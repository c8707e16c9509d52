namespace DigiCertDocSign.Tests.Shell;

/// <summary>A fact that needs signals; skipped, and counted as skipped, on Windows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "A process cannot be sent Ctrl+C alone on Windows.";
        }
    }
}

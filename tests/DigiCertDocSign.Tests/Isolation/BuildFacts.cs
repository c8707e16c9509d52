using System.Reflection;

namespace DigiCertDocSign.Tests.Isolation;

/// <summary>Where the build put what the tests read but do not link.</summary>
internal static class BuildFacts
{
    /// <summary>Newtonsoft.Json.dll of a major version before ours, as another module may bring it.</summary>
    public static string OlderNewtonsoft { get; } = Path.GetFullPath(Get("OlderNewtonsoft"));

    /// <summary>Newtonsoft.Json.dll before ours of the same major version: an older one the engine itself refuses.</summary>
    public static string HostNewtonsoft { get; } = Path.GetFullPath(Get("HostNewtonsoft"));

    /// <summary>The reference assemblies of .NET Framework 4.7.2; its facades are in the folder Facades.</summary>
    public static string Framework472 { get; } = Get("Framework472");

    /// <summary>The folder of what Windows PowerShell 5.1 and PowerShell 7 both offer.</summary>
    public static string PowerShellStandard { get; } = Get("PowerShellStandard");

    /// <summary>The folder of pwsh.dll.</summary>
    public static string PowerShellHome { get; } = Get("PowerShellHome");

    /// <summary>What follows 'dotnet' on the command line that runs PowerShell with the staged module at hand.</summary>
    public static string PowerShellArguments { get; } = Get("PowerShellArguments");

    private static string Get(string key) =>
        typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;
}

using System.Management.Automation;
using System.Reflection;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Conventions;

/// <summary>The cmdlets and assemblies of the staged module, as PowerShell has them after the import.</summary>
internal static class ModuleCmdlets
{
    // Kept open: the commands hold on to their session.
    private static readonly ModuleSession Session = new();

    public static IReadOnlyList<CmdletInfo> All { get; } =
    [
        .. Session.Run("Get-Command -Module DigiCertDocSign -CommandType Cmdlet").Clean().Select(command => (CmdletInfo)command.BaseObject),
    ];

    /// <summary>The assembly that PowerShell imports.</summary>
    public static Assembly CmdletAssembly { get; } = All[0].ImplementingType.Assembly;

    /// <summary>Everything of ours that ships.</summary>
    public static IReadOnlyList<Assembly> Shipped { get; } =
    [
        CmdletAssembly,
        Assembly.Load(new AssemblyName("DigiCertDocSign.Core")),
        Assembly.Load(new AssemblyName("CertCentral.Client")),
        Assembly.Load(new AssemblyName("CertCentral.Sandbox")),
    ];

    public static TheoryData<string> Names => [.. All.Select(cmdlet => cmdlet.Name)];

    public static CmdletInfo Get(string name) => All.Single(cmdlet => cmdlet.Name == name);

    public static CmdletAttribute AttributeOf(CmdletInfo cmdlet) => cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;

    public static IReadOnlyList<Type> OutputTypes { get; } =
        [.. All.SelectMany(cmdlet => cmdlet.ImplementingType.GetCustomAttributes<OutputTypeAttribute>())
            .SelectMany(attribute => attribute.Type)
            .Select(type => type.Type)
            .Where(type => type is not null && type != typeof(void))
            .Distinct()];
}

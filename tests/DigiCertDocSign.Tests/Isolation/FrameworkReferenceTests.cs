using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DigiCertDocSign.Tests.Isolation;

/// <summary>
/// Windows PowerShell 5.1 cannot run everywhere, but what it would look for can be read: each reference of each assembly
/// in the folder for it.
/// </summary>
public sealed class FrameworkReferenceTests
{
    private static readonly string Folder = Path.Combine(Repository.StagedModule, "bin", "net472");

    private static readonly Dictionary<string, Version> Framework = VersionsIn(BuildFacts.Framework472)
        .Concat(VersionsIn(Path.Combine(BuildFacts.Framework472, "Facades")))
        .GroupBy(assembly => assembly.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(same => same.Key, same => same.Max(assembly => assembly.Version)!, StringComparer.OrdinalIgnoreCase);

    /// <summary>What both frameworks take lies in the other's folder.</summary>
    private static readonly string Shared = Path.Combine(Repository.StagedModule, "bin", "net8.0");

    private static readonly string[] Files =
    [
        .. Directory.EnumerateFiles(Folder, "*.dll"),
        .. Directory.EnumerateFiles(Shared, "*.dll").Where(path => !File.Exists(Path.Combine(Folder, Path.GetFileName(path)))),
    ];

    private static readonly Dictionary<string, Version> Staged = Files
        .Select(path => Read(path, Definition))
        .OfType<(string Name, Version Version)>()
        .ToDictionary(assembly => assembly.Name, assembly => assembly.Version, StringComparer.OrdinalIgnoreCase);

    public static TheoryData<string> Assemblies => [.. Files.Select(path => Path.GetRelativePath(Repository.StagedModule, path))];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_reference_is_answered_on_Windows_PowerShell(string assembly)
    {
        Assert.Empty(Read(Path.Combine(Repository.StagedModule, assembly), References).Where(wanted => !IsAnswered(wanted))
            .Select(wanted => $"{wanted.Name} {wanted.Version}"));
    }

    [Fact]
    public void The_folder_holds_ours_and_nothing_that_the_framework_or_PowerShell_brings()
    {
        Assert.Superset(
            new HashSet<string>
            {
                "DigiCertDocSign", "DigiCertDocSign.Core", "CertCentral.Client", "CertCentral.Sandbox", "Newtonsoft.Json",
                "BouncyCastle.Cryptography", "Polly.Core", "Pkcs11Interop",
            },
            Staged.Keys.ToHashSet());
        Assert.DoesNotContain("System.Management.Automation", Staged.Keys);
        Assert.DoesNotContain("PowerShellStandard.Library", Staged.Keys);

        // Without this a missing framework would answer nothing, or everything.
        Assert.Equal(new Version(4, 0, 0, 0), Framework["mscorlib"]);
        Assert.False(IsAnswered(("Newtonsoft.Json", new Version(99, 0))));
        Assert.False(IsAnswered(("System.Formats.Asn1", new Version(8, 0))));
    }

    private static bool IsAnswered((string Name, Version Version) wanted) =>
        (Staged.TryGetValue(wanted.Name, out Version? ours) && ours >= wanted.Version)
        || (Framework.TryGetValue(wanted.Name, out Version? theirs) && theirs >= wanted.Version)
        || wanted.Name == "System.Management.Automation";

    private static IEnumerable<(string Name, Version Version)> VersionsIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.dll").Select(path => Read(path, Definition)).OfType<(string, Version)>();

    // The framework has libraries that are no assemblies.
    private static (string Name, Version Version)? Definition(MetadataReader? reader)
    {
        if (reader is not { IsAssembly: true })
        {
            return null;
        }

        AssemblyDefinition assembly = reader.GetAssemblyDefinition();
        return (reader.GetString(assembly.Name), assembly.Version);
    }

    private static (string Name, Version Version)[] References(MetadataReader? reader) =>
    [
        .. reader!.AssemblyReferences.Select(reader.GetAssemblyReference).Select(wanted => (reader.GetString(wanted.Name), wanted.Version)),
    ];

    private static T Read<T>(string path, Func<MetadataReader?, T> read)
    {
        using var file = new PEReader(File.OpenRead(path));
        return read(file.HasMetadata ? file.GetMetadataReader() : null);
    }
}

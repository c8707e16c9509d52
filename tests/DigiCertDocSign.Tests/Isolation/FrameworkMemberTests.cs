using Mono.Cecil;

namespace DigiCertDocSign.Tests.Isolation;

/// <summary>
/// An assembly of the right name and version may lack what is asked of it. So each type and member that an assembly of the folder for
/// Windows PowerShell 5.1 names is looked for: in .NET Framework 4.7.2, in what PowerShell 5.1 offers, and in the folder itself.
/// </summary>
public sealed class FrameworkMemberTests
{
    private static readonly string Folder = Path.Combine(Repository.StagedModule, "bin", "net472");

    /// <summary>What both frameworks take lies in the other's folder.</summary>
    private static readonly string Shared = Path.Combine(Repository.StagedModule, "bin", "net8.0");

    [Fact]
    public void Every_type_and_member_is_there_on_Windows_PowerShell()
    {
        using var answers = new OnlyThese(
            Folder, BuildFacts.PowerShellStandard, BuildFacts.Framework472, Path.Combine(BuildFacts.Framework472, "Facades"), Shared);
        int looked = 0;
        List<string> missing = [];
        string[] alone =
            [.. Directory.EnumerateFiles(Shared, "*.dll").Where(path => !File.Exists(Path.Combine(Folder, Path.GetFileName(path))))];
        Assert.NotEmpty(alone);
        foreach (string path in Directory.EnumerateFiles(Folder, "*.dll").Concat(alone))
        {
            using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = answers });
            // A method of an array has no definition: the runtime makes it.
            MemberReference[] references =
            [
                .. module.GetTypeReferences(),
                .. module.GetMemberReferences().Where(reference => reference.DeclaringType is not ArrayType),
            ];
            looked += references.Length;
            foreach (MemberReference reference in references.Where(reference => !IsThere(reference)))
            {
                missing.Add($"{module.Name}: {reference.FullName}");
            }
        }

        Assert.Empty(missing.Order(StringComparer.Ordinal));
        Assert.True(looked > 10_000, $"{looked}");
    }

    [Fact]
    public void What_is_not_there_is_noticed()
    {
        using var answers = new OnlyThese(Folder, BuildFacts.Framework472);
        using var module = ModuleDefinition.ReadModule(
            Path.Combine(Folder, "CertCentral.Client.dll"), new ReaderParameters { AssemblyResolver = answers });
        TypeReference text = module.TypeSystem.String;
        Assert.True(IsThere(new MethodReference("Trim", text, text) { HasThis = true }));
        Assert.False(IsThere(new MethodReference("Trimmed", text, text) { HasThis = true }));
        Assert.False(IsThere(new TypeReference("System", "Index", module, module.TypeSystem.CoreLibrary)));
        var missing = new AssemblyNameReference("System.Formats.Asn1", new Version(8, 0));
        Assert.False(IsThere(new TypeReference("System.Formats.Asn1", "AsnReader", module, missing)));
    }

    private static bool IsThere(MemberReference reference)
    {
        try
        {
            return reference switch
            {
                TypeReference type => type.Resolve() is not null,
                FieldReference field => field.Resolve() is not null,
                MethodReference method => method.Resolve() is not null,
                _ => false,
            };
        }
        catch (AssemblyResolutionException)
        {
            return false;
        }
    }

    /// <summary>Cecil's own resolver also looks into the .NET that runs the test.</summary>
    private sealed class OnlyThese(params string[] folders) : IAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _read = new(StringComparer.OrdinalIgnoreCase);

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters { AssemblyResolver = this });

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (!_read.TryGetValue(name.Name, out AssemblyDefinition? assembly))
            {
                string path = folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists)
                    ?? throw new AssemblyResolutionException(name);
                assembly = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = this });
                _read.Add(name.Name, assembly);
            }

            return assembly;
        }

        public void Dispose()
        {
            foreach (AssemblyDefinition assembly in _read.Values)
            {
                assembly.Dispose();
            }
        }
    }
}

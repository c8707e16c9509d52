using System.Management.Automation;
using System.Reflection;
using System.Reflection.Emit;

namespace DigiCertDocSign.Benchmarks.Import;

/// <summary>A module of a manifest and an assembly with one cmdlet that does nothing: what any module pays.</summary>
internal static class EmptyModule
{
    private const string Name = "EmptyModule";

    /// <returns>The path of its manifest.</returns>
    public static string Make(string folder)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(Name), typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule(Name)
            .DefineType("Get" + Name + "Command", TypeAttributes.Public | TypeAttributes.Class, typeof(Cmdlet));
        ConstructorInfo constructor = typeof(CmdletAttribute).GetConstructor([typeof(string), typeof(string)])!;
        type.SetCustomAttribute(new CustomAttributeBuilder(constructor, [VerbsCommon.Get, Name]));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        type.CreateType();
        assembly.Save(Path.Combine(folder, Name + ".dll"));
        string manifest = Path.Combine(folder, Name + ".psd1");
        File.WriteAllText(
            manifest,
            $"@{{ RootModule = '{Name}.dll'; ModuleVersion = '0.1.0'; CmdletsToExport = @('Get-{Name}'); FunctionsToExport = @() }}");
        return manifest;
    }
}

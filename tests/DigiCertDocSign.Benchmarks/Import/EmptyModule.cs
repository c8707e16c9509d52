using System.Management.Automation;
using System.Reflection;
using System.Reflection.Emit;

namespace DigiCertDocSign.Benchmarks.Import;

/// <summary>A binary module with one cmdlet that does nothing, made on the spot.</summary>
internal static class EmptyModule
{
    /// <returns>The path of its assembly.</returns>
    public static string Make(string folder, string name)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule(name).DefineType("Get" + name + "Command", TypeAttributes.Public | TypeAttributes.Class, typeof(Cmdlet));
        var constructor = typeof(CmdletAttribute).GetConstructor([typeof(string), typeof(string)])!;
        type.SetCustomAttribute(new CustomAttributeBuilder(constructor, [VerbsCommon.Get, name]));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        type.CreateType();
        var path = Path.Combine(folder, name + ".dll");
        assembly.Save(path);
        return path;
    }
}

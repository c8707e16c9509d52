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
        TypeBuilder type = assembly.DefineDynamicModule(name)
            .DefineType("Get" + name + "Command", TypeAttributes.Public | TypeAttributes.Class, typeof(Cmdlet));
        ConstructorInfo constructor = typeof(CmdletAttribute).GetConstructor([typeof(string), typeof(string)])!;
        type.SetCustomAttribute(new CustomAttributeBuilder(constructor, [VerbsCommon.Get, name]));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        type.CreateType();
        string path = Path.Combine(folder, name + ".dll");
        assembly.Save(path);
        return path;
    }

    /// <summary>The same behind a manifest and a script module, with a view and a type of its own.</summary>
    /// <returns>The path of its manifest.</returns>
    public static string MakeWithManifest(string folder, string name)
    {
        Make(folder, name);
        string InFolder(string suffix) => Path.Combine(folder, name + suffix);
        File.WriteAllText(InFolder(".psm1"), $$"""
            $folder = if ($PSVersionTable.PSEdition -eq 'Core') { '.' } else { '..' }
            $candidates = foreach ($root in $PSScriptRoot, [System.IO.Path]::Combine($PSScriptRoot, '..')) {
                [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($root, $folder, '{{name}}.dll'))
            }
            $assembly = $candidates | Where-Object { [System.IO.File]::Exists($_) } | ForEach-Object { $_ }
            if (-not $assembly) { throw "There is none at $($candidates[1])." }
            Import-Module -Name @($assembly)[0]
            """);
        File.WriteAllText(
            InFolder(".Types.ps1xml"),
            $"<Types><Type><Name>{name}.Thing</Name><Members><AliasProperty><Name>A</Name><ReferencedMemberName>B</ReferencedMemberName></"
                + "AliasProperty></Members></Type></Types>");
        File.WriteAllText(
            InFolder(".Format.ps1xml"),
            $"<Configuration><ViewDefinitions><View><Name>{name}</Name><ViewSelectedBy><TypeName>{name}.Thing</TypeName></"
                + "ViewSelectedBy><TableControl><TableHeaders><TableColumnHeader><Width>9</Width></TableColumnHeader></"
                + "TableHeaders><TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><ScriptBlock>$_.A</ScriptBlock></"
                + "TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl></View></ViewDefinitions></"
                + "Configuration>");
        File.WriteAllText(
            InFolder(".psd1"),
            $"@{{ RootModule = '{name}.psm1'; ModuleVersion = '0.1.0'; CmdletsToExport = @('Get-{name}'); FunctionsToExport = @(); "
                + $"FormatsToProcess = @('{name}.Format.ps1xml'); TypesToProcess = @('{name}.Types.ps1xml') }}");
        return InFolder(".psd1");
    }
}

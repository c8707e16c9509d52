using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace DigiCertDocSign.Help.Cmdlets;

/// <summary>Imports a module into an engine of this process and reads its cmdlets.</summary>
internal static class ModuleReader
{
    /// <param name="moduleFolder">The folder with the module's manifest.</param>
    /// <returns>The cmdlets by name.</returns>
    /// <exception cref="HelpToolException">No manifest, or the module does not load, or it has no cmdlets.</exception>
    public static IReadOnlyList<CmdletShape> Read(string moduleFolder)
    {
        string manifest = FindManifest(moduleFolder);
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Windows starts with 'Restricted', which refuses even the module's own view, a format file.
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned;
        }

        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module")
            .AddParameter("Name", manifest)
            .AddParameter("PassThru")
            .AddParameter("ErrorAction", ActionPreference.Stop);
        try
        {
            PSModuleInfo module = shell.Invoke<PSModuleInfo>().Single();
            CmdletShape[] cmdlets =
            [
                .. module.ExportedCmdlets.Values
                    .OrderBy(cmdlet => cmdlet.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(cmdlet => CmdletReader.Read(cmdlet, module.Name)),
            ];
            return cmdlets.Length > 0 ? cmdlets : throw new HelpToolException($"The module '{manifest}' exports no cmdlet.");
        }
        catch (RuntimeException fault)
        {
            throw new HelpToolException($"The module '{manifest}' does not load: {fault.Message}", fault);
        }
    }

    private static string FindManifest(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new HelpToolException($"The module folder '{folder}' does not exist. Build the module first.");
        }

        string[] manifests = Directory.GetFiles(folder, "*.psd1");
        return manifests.Length == 1
            ? Path.GetFullPath(manifests[0])
            : throw new HelpToolException($"The module folder '{folder}' must hold one .psd1 file, but holds {manifests.Length}.");
    }
}

internal static class CmdletReader
{
    public static CmdletShape Read(CmdletInfo cmdlet, string moduleName)
    {
        object? instance = Activator.CreateInstance(cmdlet.ImplementingType);
        var parameters = cmdlet.ParameterSets
            .SelectMany(set => set.Parameters)
            .Where(IsShown)
            .DistinctBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
            .Select(parameter => ReadParameter(cmdlet, parameter, instance))
            .ToDictionary(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);
        (instance as IDisposable)?.Dispose();
        return new CmdletShape
        {
            Name = cmdlet.Name,
            Verb = cmdlet.Verb,
            Noun = cmdlet.Noun,
            ModuleName = moduleName,
            HelpFile = Path.GetFileName(cmdlet.HelpFile),
            HelpUri = cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()?.HelpUri ?? "",
            Parameters = [.. parameters.Values.OrderBy(parameter => parameter.IsFromPowerShell)],
            Syntaxes =
            [
                .. cmdlet.ParameterSets
                    .OrderByDescending(set => set.IsDefault)
                    .Select(set => new SyntaxShape(set.Name, set.IsDefault, ReadUses(set, parameters))),
            ],
            OutputTypes =
            [
                .. cmdlet.OutputType
                    .Where(type => type.Type != typeof(void))
                    .Select(type => type.Type is null ? type.Name : TypeNames.Full(type.Type))
                    .Distinct(),
            ],
        };
    }

    private static bool IsShown(CommandParameterInfo parameter) =>
        !Cmdlet.CommonParameters.Contains(parameter.Name)
        && !parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);

    private static ParameterShape ReadParameter(CmdletInfo cmdlet, CommandParameterInfo parameter, object? instance) => new()
    {
        Name = parameter.Name,
        Type = parameter.ParameterType,
        Aliases = [.. parameter.Aliases],
        AcceptedValues = AcceptedValues(parameter),
        SupportsWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
        DefaultValue = cmdlet.ImplementingType.GetProperty(parameter.Name) is { } property
            ? DefaultValue(property, instance)
            : null,
    };

    private static string[] AcceptedValues(CommandParameterInfo parameter)
    {
        if (parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } set)
        {
            return [.. set.ValidValues];
        }

        Type type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? Enum.GetNames(type) : [];
    }

    /// <summary>What a fresh cmdlet holds; zero counts as "not set", but the zero of an enumeration is one of its values.</summary>
    private static string? DefaultValue(PropertyInfo property, object? instance) => property.GetValue(instance) switch
    {
        SwitchParameter => "False",
        Enum value => value.ToString(),
        string { Length: > 0 } text => text,
        bool value => value.ToString(),
        TimeSpan value when value != TimeSpan.Zero => value.ToString(),
        IConvertible number and not (string or char) when !number.Equals(Activator.CreateInstance(number.GetType())) =>
            number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>As PowerShell prints syntax: by position, then the required, then the others, and its own at the end.</summary>
    private static IReadOnlyList<ParameterUse> ReadUses(
        CommandParameterSetInfo set, Dictionary<string, ParameterShape> parameters) =>
    [
        .. set.Parameters
            .Where(IsShown)
            .Select(parameter => new ParameterUse(parameters[parameter.Name])
            {
                IsRequired = parameter.IsMandatory,
                Position = parameter.Position >= 0 ? parameter.Position : null,
                ByValue = parameter.ValueFromPipeline,
                ByPropertyName = parameter.ValueFromPipelineByPropertyName,
                TakesRemaining = parameter.ValueFromRemainingArguments,
            })
            .OrderBy(use => use.Parameter.IsFromPowerShell)
            .ThenBy(use => use.Position ?? int.MaxValue)
            .ThenByDescending(use => use.IsRequired),
    ];
}

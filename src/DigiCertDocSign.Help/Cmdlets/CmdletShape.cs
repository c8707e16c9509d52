namespace DigiCertDocSign.Help.Cmdlets;

/// <summary>A cmdlet as it is built: everything that help says apart from text.</summary>
internal sealed class CmdletShape
{
    public required string Name { get; init; }

    public required string Verb { get; init; }

    public required string Noun { get; init; }

    public required string ModuleName { get; init; }

    /// <summary>Name of the MAML file in which PowerShell looks for this cmdlet, such as <c>My.dll-Help.xml</c>.</summary>
    public required string HelpFile { get; init; }

    /// <summary>From <c>[Cmdlet(HelpUri = ...)]</c>; empty when there is none.</summary>
    public required string HelpUri { get; init; }

    /// <summary>Own parameters with -WhatIf and -Confirm, without the common ones; in order of declaration.</summary>
    public required IReadOnlyList<ParameterShape> Parameters { get; init; }

    public required IReadOnlyList<SyntaxShape> Syntaxes { get; init; }

    /// <summary>Full names from <c>[OutputType]</c>; empty when the cmdlet writes nothing.</summary>
    public required IReadOnlyList<string> OutputTypes { get; init; }

    public ParameterShape? FindParameter(string nameOrAlias) => Parameters.FirstOrDefault(parameter =>
        parameter.Name.Equals(nameOrAlias, StringComparison.OrdinalIgnoreCase)
        || parameter.Aliases.Contains(nameOrAlias, StringComparer.OrdinalIgnoreCase));
}

/// <summary>One parameter set: its parameters in the order of a syntax line.</summary>
internal sealed record SyntaxShape(string SetName, bool IsDefault, IReadOnlyList<ParameterUse> Uses);

/// <summary>How one parameter takes part in one parameter set.</summary>
internal sealed record ParameterUse(ParameterShape Parameter)
{
    public required bool IsRequired { get; init; }

    /// <summary>From 0; null for a parameter that must be named.</summary>
    public required int? Position { get; init; }

    public required bool ByValue { get; init; }

    public required bool ByPropertyName { get; init; }

    public required bool TakesRemaining { get; init; }
}

internal sealed class ParameterShape
{
    public required string Name { get; init; }

    public required Type Type { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>What may be given, from ValidateSet or an enumeration; empty when anything of the type may.</summary>
    public required IReadOnlyList<string> AcceptedValues { get; init; }

    public required bool SupportsWildcards { get; init; }

    /// <summary>What counts when the parameter is left out, as the cmdlet is built; null where only code knows.</summary>
    public required string? DefaultValue { get; init; }

    public bool IsSwitch => Type == typeof(System.Management.Automation.SwitchParameter);

    /// <summary>-WhatIf and -Confirm, which PowerShell adds.</summary>
    public bool IsFromPowerShell => System.Management.Automation.Cmdlet.OptionalCommonParameters.Contains(Name);
}

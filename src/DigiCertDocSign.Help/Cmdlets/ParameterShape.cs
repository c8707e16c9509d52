namespace DigiCertDocSign.Help.Cmdlets;

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

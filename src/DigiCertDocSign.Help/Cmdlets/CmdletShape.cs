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

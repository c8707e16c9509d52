namespace DigiCertDocSign.Help.Cmdlets;

/// <summary>One parameter set: its parameters in the order of a syntax line.</summary>
internal sealed record SyntaxShape(string SetName, bool IsDefault, IReadOnlyList<ParameterUse> Uses);

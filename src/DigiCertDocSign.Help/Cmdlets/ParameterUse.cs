namespace DigiCertDocSign.Help.Cmdlets;

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

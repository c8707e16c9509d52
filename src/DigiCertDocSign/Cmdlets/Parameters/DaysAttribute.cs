using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Takes a number as days, where PowerShell itself would take it as ten-millionths of a second.</summary>
public sealed class DaysAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Bare.Value(inputData) switch
    {
        int or long or double or decimal => TimeSpan.FromDays(LanguagePrimitives.ConvertTo<double>(inputData)),
        _ => inputData,
    };
}

using System.Globalization;
using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Takes a number as days, where PowerShell itself would take it as ten-millionths of a second.</summary>
public sealed class DaysAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = Bare.Value(inputData) switch
        {
            int or long or double or decimal => TimeSpan.FromDays(LanguagePrimitives.ConvertTo<double>(inputData)),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => span,
            _ => inputData,
        };

        // A difference of two dates that was taken the wrong way round would be a time that is over at once.
        return given is TimeSpan { Ticks: < 0 }
            ? throw new ArgumentTransformationMetadataException($"'{inputData}' is less than no days. Give 0 or more.")
            : given;
    }
}

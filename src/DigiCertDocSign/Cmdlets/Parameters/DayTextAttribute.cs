using System.Globalization;
using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>
/// Takes a day as text or as a date object, of which only the day counts, as its own clock shows it. PowerShell itself would
/// turn a DateTime into the text 06/09/2029 00:00:00, which does not mean the same day everywhere.
/// </summary>
public sealed class DayTextAttribute : ArgumentTransformationAttribute
{
    private const string IsoForm = "yyyy-MM-dd";

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Bare.Value(inputData) switch
    {
        DateTime moment => moment.ToString(IsoForm, CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString(IsoForm, CultureInfo.InvariantCulture),
        _ => inputData,
    };
}

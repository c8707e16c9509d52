using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>As <see cref="CsrTextAttribute"/>, and keeps the key reference of an object that has one.</summary>
public sealed class CsrInputAttribute : ArgumentTransformationAttribute
{
    private static readonly CsrTextAttribute CsrText = new();

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = Bare.Value(inputData);
        if (given is null or CsrInput)
        {
            return given;
        }

        string? text = LanguagePrimitives.ConvertTo<string>(CsrText.Transform(engineIntrinsics, inputData));
        string? key = given is string or object[]? null : PSObject.AsPSObject(inputData).Properties["KeyReference"]?.Value as string;
        return new CsrInput(text, string.IsNullOrWhiteSpace(key) ? null : key!.Trim());
    }
}

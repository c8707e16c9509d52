using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>As <see cref="CsrTextAttribute"/>, and keeps what an object says of its person and its key.</summary>
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
        return new CsrInput(text, inputData);
    }
}

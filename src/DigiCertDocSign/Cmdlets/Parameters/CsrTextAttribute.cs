using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Takes a CSR as PEM text, as lines of text (Get-Content without -Raw), or as the output of New-DocSigningCsr.</summary>
public sealed class CsrTextAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Bare.Value(inputData) switch
    {
        null => null,
        string text => text,
        object[] lines => string.Join("\n", lines.Select(line => Bare.Value(line)?.ToString())),
        SigningCsr csr => csr.Csr,
        _ => PSObject.AsPSObject(inputData).Properties["Csr"]?.Value as string ?? inputData,
    };
}

using System.Management.Automation;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Takes the wrapping of PowerShell off a value.</summary>
internal static class Bare
{
    public static object? Value(object? given) => given is PSObject wrapped ? wrapped.BaseObject : given;
}

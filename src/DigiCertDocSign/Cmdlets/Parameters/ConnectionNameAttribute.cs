using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Connections;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Takes a connection, or the name of an open one of this runspace.</summary>
public sealed class ConnectionNameAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Bare(inputData) is object[] several ? several.Select(one => ByName(Bare(one))).ToArray() : ByName(Bare(inputData));

    private static object? ByName(object? given) => given is string name ? ConnectionStore.Named(name) ?? throw NotOpen(name) : given;

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    // The binder writes the error, with the parameter's name in front.
    private static ArgumentTransformationMetadataException NotOpen(string name)
    {
        string open = ConnectionStore.Names;
        return new ArgumentTransformationMetadataException(open.Length == 0
            ? $"There is no connection named '{name}', and no other is open in this runspace. Run Connect-DocSigning first; "
                + "in a thread job or ForEach-Object -Parallel pass the connection itself."
            : $"There is no open connection named '{name}' in this runspace. Open are: {open}.");
    }
}

using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Connections;

namespace DigiCertDocSign.Cmdlets.Parameters;

/// <summary>Takes a connection, or the name of an open one of this runspace.</summary>
public sealed class ConnectionNameAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Bare.Value(inputData) is object[] several ? several.Select(ByName).ToArray() : ByName(inputData);

    private static object? ByName(object? given)
    {
        object? bare = Bare.Value(given);
        if (given is PSObject { TypeNames: { } names } && names.Contains("Deserialized." + typeof(DocSigningConnection).FullName))
        {
            throw new ArgumentTransformationMetadataException(
                "The connection comes from another process, as with Start-Job or Invoke-Command, and the API key does not travel with it. "
                    + "Run Connect-DocSigning there, or use Start-ThreadJob or ForEach-Object -Parallel, which share the connection.");
        }

        return bare is string name ? ConnectionStore.Named(name) ?? throw NotOpen(name) : bare;
    }

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

using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Connections;

[Cmdlet(
    VerbsCommunications.Disconnect, "DocSigning",
    DefaultParameterSetName = CurrentSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class DisconnectDocSigningCommand : DocSigningCmdlet
{
    private const string CurrentSet = "Current";
    private const string ConnectionSet = "Connection";
    private const string NameSet = "Name";

    [Parameter(
        ParameterSetName = ConnectionSet,
        Mandatory = true,
        ValueFromPipeline = true)]
    [ConnectionName]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public DocSigningConnection[] Connection { get; set; } = [];

    [Parameter(
        ParameterSetName = NameSet,
        Mandatory = true,
        Position = 0)]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string Name { get; set; } = "";

    protected override void ProcessRecord()
    {
        DocSigningConnection[] chosen = ParameterSetName switch
        {
            ConnectionSet => Connection,
            NameSet => ConnectionStore.Named(Name) is { } named ? [named] : [],
            _ => ConnectionStore.Current is { } current ? [current] : [],
        };

        if (chosen.Length == 0)
        {
            string? name = ParameterSetName == NameSet ? Name : null;
            WriteFault(ConnectionFaults.NoneToClose(name, ConnectionStore.Names), name);
        }

        foreach (DocSigningConnection connection in chosen)
        {
            if (ShouldProcess(connection.Name, "Close the connection"))
            {
                ConnectionStore.Close(connection);
            }
        }
    }
}

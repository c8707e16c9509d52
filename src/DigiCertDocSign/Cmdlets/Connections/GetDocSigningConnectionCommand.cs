using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets.Connections;

[Cmdlet(VerbsCommon.Get, "DocSigningConnection")]
[OutputType(typeof(DocSigningConnection))]
public sealed class GetDocSigningConnectionCommand : DocSigningCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string Name { get; set; } = "*";

    [Parameter]
    public SwitchParameter Current { get; set; }

    protected override void ProcessRecord()
    {
        var pattern = WildcardPattern.Get(Name, WildcardOptions.IgnoreCase);
        foreach (DocSigningConnection connection in ConnectionStore.All.ToArray())
        {
            if (pattern.IsMatch(connection.Name) && (!Current || connection == ConnectionStore.Current))
            {
                WriteObject(connection);
            }
        }
    }
}

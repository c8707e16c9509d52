using System.Management.Automation;
using CertCentral;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that talks to CertCentral: over -Connection, else over the runspace's current connection.</summary>
public abstract class ConnectedCmdlet : DocSigningCmdlet
{
    private readonly ConnectionUse _use;

    private protected ConnectedCmdlet() => _use = new ConnectionUse(this);

    [Parameter]
    [ConnectionName]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public DocSigningConnection? Connection { get; set; }

    private protected DocSigningConnection Target => _use.Target;

    private protected CertCentralClient Client => _use.Client;

    /// <summary>False where the parameters ask for nothing that CertCentral would have to answer.</summary>
    private protected virtual bool NeedsConnection => true;

    protected override void BeginProcessing()
    {
        if (NeedsConnection)
        {
            _use.Open(Connection);
        }
    }
}

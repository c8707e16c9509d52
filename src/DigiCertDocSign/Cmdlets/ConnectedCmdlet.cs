using System.Management.Automation;
using CertCentral;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that talks to CertCentral: over -Connection, else over the runspace's current connection.</summary>
public abstract class ConnectedCmdlet : DocSigningCmdlet
{
    private CertCentralClient? _client;

    [Parameter]
    [ConnectionName]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public DocSigningConnection? Connection { get; set; }

    /// <summary>The connection in use. It is known when BeginProcessing has run.</summary>
    private protected DocSigningConnection Target { get; private set; } = null!;

    /// <summary>Talks over that connection, and tells the cmdlet of each call and each wait.</summary>
    private protected CertCentralClient Client => _client ??= Target.OpenClient(new PipelineObserver(this));

    /// <summary>False where the parameters ask for nothing that CertCentral would have to answer.</summary>
    private protected virtual bool NeedsConnection => true;

    protected override void BeginProcessing()
    {
        if (NeedsConnection)
        {
            Target = ReadParameters(() => ConnectionStore.Resolve(Connection), Connection);
        }
    }
}

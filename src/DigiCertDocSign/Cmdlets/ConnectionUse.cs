using CertCentral;
using DigiCertDocSign.Cmdlets.Connections;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Cmdlets;

/// <summary>What a cmdlet does with its connection: finds it, and talks over it with the cmdlet as the listener.</summary>
internal sealed class ConnectionUse(DocSigningCmdlet cmdlet)
{
    private CertCentralClient? _client;

    public DocSigningConnection Target { get; private set; } = null!;

    public CertCentralClient Client => _client ??= Target.OpenClient(new PipelineObserver(cmdlet));

    /// <summary>Takes the given connection or the current one; without any the cmdlet ends here.</summary>
    public void Open(DocSigningConnection? given)
    {
        try
        {
            Target = ConnectionStore.Resolve(given);
        }
        catch (DocSigningException exception)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Of(exception, given));
        }
    }
}

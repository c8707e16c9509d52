using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Parameters;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet about approval requests, by their ids or in another way that it declares itself.</summary>
public abstract class RequestCmdlet : ConnectedCmdlet
{
    private protected const string RequestSet = "RequestId";

    [Parameter(
        ParameterSetName = RequestSet,
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("RequestId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long[] RequestId { get; set; } = [];

    [Parameter]
    public SwitchParameter AllProducts { get; set; }
}

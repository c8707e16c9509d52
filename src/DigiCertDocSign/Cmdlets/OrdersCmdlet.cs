using System.Management.Automation;

namespace DigiCertDocSign.Pipeline;

/// <summary>A cmdlet that takes any number of orders at once.</summary>
public abstract class OrdersCmdlet : ConnectedCmdlet
{
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    public long[] OrderId { get; set; } = [];
}

using System.Management.Automation;

namespace DigiCertDocSign.Tests.Help.SampleModule;

[Cmdlet(VerbsCommon.Get, "SampleBadge")]
[OutputType(typeof(Badge))]
public sealed class GetSampleBadgeCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public long? Id { get; set; }

    /// <summary>Id 13 has no badge: an error that does not end the pipeline.</summary>
    protected override void ProcessRecord()
    {
        if (Id == 13)
        {
            WriteError(new ErrorRecord(new ArgumentException("There is no badge 13."), "BadgeNotFound", ErrorCategory.ObjectNotFound, Id));
            return;
        }

        WriteVerbose("reading a badge");
        WriteObject(new Badge(Id ?? 1, "Zoë Müller", BadgeColour.Blue));
    }
}

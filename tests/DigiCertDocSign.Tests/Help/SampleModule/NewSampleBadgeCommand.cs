using System.Management.Automation;

namespace DigiCertDocSign.Tests.Help.SampleModule;

/// <summary>One of everything that help has to tell: sets, positions, aliases, values, defaults, pipeline, -WhatIf.</summary>
[Cmdlet(VerbsCommon.New, "SampleBadge", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = "Named", HelpUri = "https://example.org/New-SampleBadge")]
[OutputType(typeof(Badge))]
public sealed class NewSampleBadgeCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Named")]
    [Alias("Name")]
    public string Holder { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Piped")]
    public Badge? InputObject { get; set; }

    [Parameter]
    public BadgeColour Colour { get; set; } = BadgeColour.Red;

    [Parameter]
    [ValidateSet("Small", "Large")]
    public string Size { get; set; } = "Small";

    [Parameter]
    public long[] Door { get; set; } = [];

    [Parameter]
    public int TimeoutSec { get; set; } = 100;

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter(DontShow = true)]
    public int Internal { get; set; }

    protected override void ProcessRecord()
    {
        string holder = InputObject?.Holder ?? Holder;
        if (ShouldProcess(holder, "Make a badge"))
        {
            WriteObject(new Badge(Internal + 7, holder, Colour));
        }
    }
}

namespace DigiCertDocSign.Tests.Help.SampleModule;

/// <summary>A table of faults as the help tool reads one.</summary>
public static class SampleFaults
{
    public static IEnumerable<SampleFaultGroup> Groups { get; } =
    [
        new("At the door",
        [
            new SampleFault(
                "BadgeLost",
                "The badge is gone.",
                "Make another, and say to the front desk which number the lost one had, so that it opens no door.",
                EndsRun: true),
            new SampleFault("DoorShut", "The door is shut.", "Wait.", EndsRun: false),
        ]),
        new("In the cellar", [new SampleFault("InkOut", "There is no ink.", "Fill it in.", EndsRun: false)]),
    ];
}

public sealed record SampleFaultGroup(string Title, IReadOnlyList<SampleFault> Faults);

public sealed record SampleFault(string Id, string Meaning, string Remedy, bool EndsRun);

namespace DigiCertDocSign.Tests.Help.SampleModule;

public enum BadgeColour
{
    Blue,
    Red,
}

namespace DigiCertDocSign.Tests.Help.SampleModule;

public sealed record Badge(long Id, string Holder, BadgeColour Colour);

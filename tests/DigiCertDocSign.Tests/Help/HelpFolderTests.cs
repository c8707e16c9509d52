using System.Xml.Linq;
using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Help;

public sealed class HelpFolderTests : IDisposable
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private readonly HelpRun _run = new();

    public HelpFolderTests()
    {
        Assert.Equal(0, _run.Build());
    }

    [Fact]
    public void The_parts_of_a_command_stand_in_the_order_of_maml()
    {
        XElement badge = Read("New-SampleBadge");

        Assert.Equal("maml", badge.Parent!.Attribute("schema")!.Value);
        Assert.Equal(
            ["details", "description", "syntax", "parameters", "inputTypes", "returnValues", "alertSet", "examples", "relatedLinks"],
            badge.Elements().Select(part => part.Name.LocalName));
        Assert.All(
            badge.Descendants(Command + "parameter"),
            parameter => Assert.Equal(
                ["name", "description", "type", "defaultValue"],
                parameter
                    .Elements()
                    .Select(part => part.Name.LocalName)
                    .Where(name => !name.StartsWith("parameterValue", StringComparison.Ordinal))));
    }

    [Fact]
    public void Syntax_comes_from_the_parameter_sets_the_default_one_first()
    {
        IEnumerable<string> syntaxes = Read("New-SampleBadge").Descendants(Command + "syntaxItem").Select(item => string.Join(
            ' ',
            item.Elements(Command + "parameter").Select(parameter =>
                parameter.Element(Maml + "name")!.Value
                + (parameter.Attribute("required")!.Value == "true" ? "!" : "")
                + (parameter.Attribute("position")!.Value == "named" ? "" : parameter.Attribute("position")!.Value))));

        Assert.Equal(
            ["Holder!0 Colour Size Door TimeoutSec Force WhatIf Confirm", "InputObject! Colour Size Door TimeoutSec Force WhatIf Confirm"],
            syntaxes);
    }

    [Fact]
    public void Get_Help_Online_has_a_page_where_the_address_of_the_pages_is_known()
    {
        string First(string cmdlet) => Read(cmdlet).Descendants(Maml + "navigationLink").First().Element(Maml + "uri")!.Value;
        Assert.Equal("", First("Wait-SampleBadge"));

        Assert.Equal(0, _run.Run(_run.Module.ModulePath, _run.Docs, _run.Module.HelpPath, "https://example.org/pages"));

        Assert.Equal("https://example.org/pages/Wait-SampleBadge.md", First("Wait-SampleBadge"));
        Assert.Equal("https://example.org/New-SampleBadge", First("New-SampleBadge"));
    }

    [Theory]
    [InlineData("Holder", "true", "False", "0", "Name", "System.String", "None")]
    [InlineData("InputObject", "true", "True (ByValue)", "named", "none", "DigiCertDocSign.Tests.Help.SampleModule.Badge", "None")]
    [InlineData("Colour", "false", "False", "named", "none", "DigiCertDocSign.Tests.Help.SampleModule.BadgeColour", "Red")]
    [InlineData("Size", "false", "False", "named", "none", "System.String", "Small")]
    [InlineData("Door", "false", "False", "named", "none", "System.Int64[]", "None")]
    [InlineData("TimeoutSec", "false", "False", "named", "none", "System.Int32", "100")]
    [InlineData("Force", "false", "False", "named", "none", "System.Management.Automation.SwitchParameter", "False")]
    [InlineData("WhatIf", "false", "False", "named", "wi", "System.Management.Automation.SwitchParameter", "None")]
    public void A_parameter_is_told_as_it_is_built(
        string name, string required, string pipeline, string position, string aliases, string type, string defaultValue)
    {
        XElement parameter = Assert.Single(
            Read("New-SampleBadge").Element(Command + "parameters")!.Elements(), item => item.Element(Maml + "name")!.Value == name);

        Assert.Equal(
            [required, pipeline, position, aliases, type, defaultValue],
            [
                parameter.Attribute("required")!.Value,
                parameter.Attribute("pipelineInput")!.Value,
                parameter.Attribute("position")!.Value,
                parameter.Attribute("aliases")!.Value,
                parameter.Element(Dev + "type")!.Element(Maml + "name")!.Value,
                parameter.Element(Dev + "defaultValue")!.Value,
            ]);
    }

    [Fact]
    public void A_parameter_without_a_section_means_what_it_means_on_the_page_named()
    {
        Assert.Equal("How many seconds to wait for the printer.", Text("Wait-SampleBadge", "TimeoutSec"));
        Assert.Equal("Comes back at once.", Text("Wait-SampleBadge", "NoWait"));

        // By a page between, which says something else in a section of its own.
        _run.Edit("Get-SampleBadge.md", "title: Get-SampleBadge", "title: Get-SampleBadge\nparameters-from: New-SampleBadge");
        _run.Edit(
            "Get-SampleBadge.md",
            "### CommonParameters\n\nThis cmdlet supports the common parameters: see about_CommonParameters.\n\n",
            "");
        _run.Edit("Wait-SampleBadge.md", "parameters-from: New-SampleBadge", "parameters-from: Get-SampleBadge");
        _run.Edit("New-SampleBadge.md", "How many seconds to wait for the printer.", "The patience, in seconds.");
        Assert.Equal(0, _run.Build());
        Assert.Equal("The patience, in seconds.", Text("Wait-SampleBadge", "TimeoutSec"));

        string Text(string cmdlet, string parameter) => Assert.Single(Read(cmdlet).Descendants(Command + "parameters").Elements(), item =>
            item.Element(Maml + "name")!.Value == parameter).Element(Maml + "description")!.Value;
    }

    [Fact]
    public async Task Get_Help_shows_everything_offline_from_the_module_folder()
    {
        string script = _run.Module.Write(
            "help.ps1",
            $"Import-Module '{_run.Module.ManifestPath}'\nGet-Help New-SampleBadge -Full | Out-String -Width 120");

        ShellResult result = await Pwsh.RunAsync([script]);

        Assert.Equal(0, result.ExitCode);
        string[] expected =
        [
            "Makes a badge for a person.",
            "New-SampleBadge [-Holder] <String> [-Colour {Blue | Red}] [-Size {Small | Large}] [-Door <Int64[]>]",
            "for the people at the front desk (https://example.org/desk) who know Zoë.",
            "    - large, for a coat and for a hat",
            "        The name on the badge, 1 to 40 characters.",
            "        Accepted values: Small, Large",
            "        Default value                100",
            "        Numbers of the doors that the badge opens.",
            "<CommonParameters>",
            "        A badge to make again.",
            "        The new badge.",
            "        Badges are printed in the cellar.",
            "    New-SampleBadge -Holder 'Zoë Müller' -Colour Red `",
            "        -Door 1, 2",
            "     7 Zoë Müller Red",
            "Shows what would be made & says nothing <else>.",
            "Online Version: https://example.org/New-SampleBadge",
        ];
        Assert.All(expected, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void An_about_topic_is_wrapped_without_losing_a_word_and_without_breaking_code()
    {
        string[] lines = File.ReadAllLines(Path.Combine(_run.Module.HelpPath, "about_SampleBadge.help.txt"));
        string code = Assert.Single(lines, line => line.Contains("ForEach-Object", StringComparison.Ordinal));

        Assert.Equal(["TOPIC", "    about_SampleBadge", "", "SHORT DESCRIPTION", "    Badges for the people of a house."], lines.Take(5));
        Assert.EndsWith("{ \"$($_.Holder) is a guest\" }", code, StringComparison.Ordinal);
        Assert.All(lines.Where(line => line != code), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains(
            "The badge of a guest, who is not allowed to go anywhere without somebody who belongs to the house.",
            string.Join(' ', lines.Select(line => line.Trim())),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_about_topic_lists_the_faults_of_the_table_that_it_names()
    {
        const string marker = "<!-- faults: DigiCertDocSign.Tests.Help.SampleModule.SampleFaults, DigiCertDocSign.Tests -->\n\n## SEE ALSO";
        string[] expected =
        [
            "AT THE DOOR",
            "  BadgeLost",
            "    The badge is gone. Make another, and say to the front desk which number the",
            "    lost one had, so that it opens no door. Ends the run.",
            "",
            "  DoorShut",
            "    The door is shut. Wait.",
            "",
            "IN THE CELLAR",
            "  InkOut",
            "    There is no ink. Fill it in.",
            "",
            "SEE ALSO",
        ];

        _run.Edit("about_SampleBadge.md", "## SEE ALSO", marker);
        Assert.Equal(0, _run.Build());
        string[] lines = File.ReadAllLines(Path.Combine(_run.Module.HelpPath, "about_SampleBadge.help.txt"));
        Assert.Equal(expected, lines.SkipWhile(line => line != expected[0]).Take(expected.Length));

        _run.Edit("about_SampleBadge.md", "SampleFaults,", "NoFaults,");

        Assert.Equal(2, _run.Build());
        Assert.Contains("NoFaults", Assert.Single(_run.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_build_changes_nothing_and_a_topic_without_a_page_goes()
    {
        string maml = Path.Combine(_run.Module.HelpPath, "DigiCertDocSign.Tests.dll-Help.xml");
        string old = Path.Combine(_run.Module.HelpPath, "about_Old.help.txt");
        File.WriteAllText(old, "TOPIC");
        DateTime before = File.GetLastWriteTimeUtc(maml);

        Assert.Equal(0, _run.Build());

        Assert.Equal(before, File.GetLastWriteTimeUtc(maml));
        Assert.False(File.Exists(old));
    }

    public void Dispose() => _run.Dispose();

    private XElement Read(string cmdlet) => XDocument.Load(Path.Combine(_run.Module.HelpPath, "DigiCertDocSign.Tests.dll-Help.xml"))
        .Root!
        .Elements(Command + "command")
        .Single(command => command.Element(Command + "details")!.Element(Command + "name")!.Value == cmdlet);
}

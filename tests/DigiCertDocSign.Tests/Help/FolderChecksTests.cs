namespace DigiCertDocSign.Tests.Help;

public sealed class FolderChecksTests
{
    private const string Page = "New-SampleBadge.md";
    private const string Wait = "Wait-SampleBadge.md";

    /// <summary>
    /// Each row breaks one good page in one place: the text to replace, what to put there, then the line of the broken page at
    /// which the error is told, and the error.
    /// </summary>
    public static TheoryData<string, string, string?, string, string> Faults => new()
    {
        { Page, "", null, "", "HELP001: The cmdlet New-SampleBadge has no help page" },
        { Page, "title: New-SampleBadge", "title: New-Sample", "title: New-Sample", "HELP003: 'title' is 'New-Sample' here" },
        { Page, "HelpUri: https://example.org/New-SampleBadge\n", "", "---", "HELP003: The front matter lacks 'HelpUri" },
        { Page, "# New-SampleBadge\n", "# New-Badge\n", "# New-Badge", "HELP004: The page must have one" },
        { Page, "## NOTES", "## REMARKS", "## REMARKS", "HELP004: '## REMARKS' is no heading of the schema" },
        { Page, "## NOTES", "## OUTPUTS", "## OUTPUTS", "HELP004: '## OUTPUTS' stands twice" },
        { Page, "A badge is one of:", "### Sizes", "### Sizes", "HELP004: Get-Help has no place for the heading 'Sizes'" },
        {
            Page,
            "## SYNTAX\n",
            "## SYNTAX\n\n    New-SampleBadge [-Holder] <String>\n",
            "    New-SampleBadge [-Holder] <String>",
            "HELP004: The syntax is made from the cmdlet"
        },
        { Page, "Makes a badge for a person.", "A.\n\nB.", "## SYNOPSIS", "HELP004: The synopsis must be one paragraph" },
        { Page, "Makes a badge for a person.", "", "## SYNOPSIS", "HELP005: '## SYNOPSIS' has no text" },
        { Page, "How large the badge is.", "", "### -Size", "HELP005: '### -Size' has no text" },
        { Page, "### -Door", "### -Doors", "## PARAMETERS", "HELP006: The section '### -Door' is missing" },
        { Page, "### -Door", "### -Doors", "### -Doors", "HELP007: New-SampleBadge has no parameter for '### -Doors'" },
        {
            Page,
            "### -Holder",
            "### -Name",
            "### -Name",
            "HELP007: New-SampleBadge has no parameter for '### -Name'. The parameter's name is '-Holder'"
        },
        { Page, "### -Size", "### -Internal", "### -Internal", "HELP007: New-SampleBadge has no parameter for '### -Internal'" },
        { Page, "How large the badge is.", "How large.\n\n```yaml\nType: String\n```", "```yaml", "HELP004: Type, aliases and position" },
        { Wait, "parameters-from: New-SampleBadge\n", "", "## PARAMETERS", "HELP006: The section '### -TimeoutSec' is missing" },
        {
            Wait,
            "parameters-from: New-SampleBadge",
            "parameters-from: Get-SampleBadge",
            "## PARAMETERS",
            "HELP006: The section '### -TimeoutSec' is missing"
        },
        {
            Wait,
            "parameters-from: New-SampleBadge",
            "parameters-from: New-Badge",
            "parameters-from: New-Badge",
            "HELP003: 'parameters-from' names 'New-Badge', which has no page"
        },
        {
            Wait,
            "parameters-from: New-SampleBadge",
            "parameters-from: New-SampleBadge, Get-SampleBadge",
            "parameters-from: New-SampleBadge, Get-SampleBadge",
            "HELP003: No text of Get-SampleBadge is taken"
        },
        {
            Wait,
            "### -NoWait",
            "### -TimeoutSec\n\nHow many seconds to wait for\nthe printer.\n\n### -NoWait",
            "### -TimeoutSec",
            "HELP007: '### -TimeoutSec' says what 'parameters-from' brings"
        },
        {
            Wait,
            "### -NoWait",
            "### -Size\n\nHow large.\n\n### -NoWait",
            "### -Size",
            "HELP007: Wait-SampleBadge has no parameter for '### -Size'"
        },
        { "Get-SampleBadge.md", "### Example 2: One badge", "Text", "## EXAMPLES", "HELP008: There are 1 examples" },
        {
            Page,
            "### Example 2:",
            "### Example 3:",
            "### Example 3: Badges again for all who have one",
            "HELP008: The heading must be '### Example 2:"
        },
        {
            Page,
            "```powershell\n$look",
            "First this.\n\n```powershell\n$look",
            "### Example 2: Badges again for all who have one",
            "HELP008: An example begins with its code"
        },
        {
            Page,
            "Get-SampleBadge | New-SampleBadge @look -WhatIf",
            "Get-SampleBadge",
            "### Example 2: Badges again for all who have one",
            "HELP008: The example does not call New-SampleBadge"
        },
        {
            Page,
            "Shows what would be made & says nothing `<else>`.",
            "",
            "### Example 2: Badges again for all who have one",
            "HELP008: The example's code is not explained"
        },
        {
            Page,
            "-gt 5 }",
            "-gt }",
            "Get-SampleBadge | New-SampleBadge @look -WhatIf | Where-Object { $_.Id -gt }",
            "HELP009: You must provide a value expression following the '-gt' operator"
        },
        { Page, "-Door 1, 2", "-Doors 1, 2", "    -Doors 1, 2", "HELP010: New-SampleBadge has no parameter '-Doors'" },
        {
            Page,
            "-Colour Red",
            "-Col Red",
            "New-SampleBadge -Holder 'Zoë Müller' -Col Red `",
            "HELP010: New-SampleBadge has no parameter '-Col'"
        },
        {
            Page,
            "-Colour Red",
            "-Colour Green",
            "New-SampleBadge -Holder 'Zoë Müller' -Colour Green `",
            "HELP010: -Colour does not take 'Green'. It takes: Blue, Red"
        },
        { Page, "    Size   =", "    Width  =", "    Width  = 'Large'", "HELP010: New-SampleBadge has no parameter '-Width'" },
        {
            Page,
            "Get-SampleBadge |",
            "Find-SampleBadge |",
            "Find-SampleBadge | New-SampleBadge @look -WhatIf | Where-Object { $_.Id -gt 5 }",
            "HELP010: The module has no cmdlet 'Find-SampleBadge'"
        },
        {
            "about_SampleBadge.md",
            "Get-SampleBadge |",
            "Get-SampleBadge -All |",
            "Get-SampleBadge -All | Where-Object { $_.Colour -eq 'Red' } | ForEach-Object { \"$($_.Holder) is a guest\" }",
            "HELP010: Get-SampleBadge has no parameter '-All'"
        },
        {
            Page,
            "## INPUTS\n\n### DigiCertDocSign.Tests.Help.SampleModule.Badge",
            "## INPUTS\n\n### System.String",
            "## INPUTS",
            "HELP011: '### DigiCertDocSign.Tests.Help.SampleModule.Badge'"
        },
        {
            "Wait-SampleBadge.md",
            "## INPUTS\n\n### None",
            "## INPUTS\n\n### System.String\n\nA text.",
            "## INPUTS",
            "HELP011: Wait-SampleBadge takes nothing"
        },
        {
            Page,
            "## OUTPUTS\n\n### DigiCertDocSign.Tests.Help.SampleModule.Badge",
            "## OUTPUTS\n\n### Badge",
            "### Badge",
            "HELP012: New-SampleBadge does not declare the output type 'Badge'"
        },
        {
            "Wait-SampleBadge.md",
            "## OUTPUTS\n\n### None",
            "## OUTPUTS\n\n### System.String",
            "### System.String",
            "HELP012: Wait-SampleBadge does not declare the output type 'System.String', but: None"
        },
        {
            Page,
            "- [Get-SampleBadge](Get-SampleBadge.md)",
            "- [Get-SampleBadge](Get-Badge.md)",
            "- [Get-SampleBadge](Get-Badge.md)",
            "HELP013: The link to 'Get-Badge.md' is broken"
        },
        {
            Page,
            "Badges are printed",
            "See about_SampleBadge_Printing. Badges are printed",
            "See about_SampleBadge_Printing. Badges are printed in the cellar.",
            "HELP013: There is no topic about_SampleBadge_Printing"
        },
        { Page, "in the cellar", "TODO", "Badges are printed TODO.", "HELP014: 'TODO' is a placeholder" },
        {
            Page,
            "in the cellar",
            "{{ Fill in the place }}",
            "Badges are printed {{ Fill in the place }}.",
            "HELP014: '{{ Fill in the place }}' is a placeholder"
        },
        { "about_SampleBadge.md", "", null, "", "HELP015: The module's topic about_SampleBadge is missing" },
        {
            "about_SampleBadge.md",
            "Badges for the people",
            "Badges for all the many and various people who come and go in the rooms",
            "## SHORT DESCRIPTION",
            "HELP015: The short description must fit"
        },
        { Page, "`<else>`", "<else>", "Shows what would be made & says nothing <else>.", "HELP016: '<else>' would be lost" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_wrong_page_is_an_error_at_its_line_and_nothing_is_written(
        string page, string old, string? replacement, string line, string error)
    {
        using var run = new HelpRun();
        run.Edit(page, old, replacement);

        int exitCode = run.Build();

        Assert.Equal(1, exitCode);
        string found = Assert.Single(run.Errors, found => found.Contains("): error " + error, StringComparison.Ordinal));
        Assert.StartsWith(page + "(", found, StringComparison.Ordinal);
        int number = int.Parse(found[(page.Length + 1)..].Split(')')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(line, replacement is null ? "" : File.ReadAllLines(run.Page(page))[number - 1]);
        Assert.False(Directory.Exists(run.Module.HelpPath));
    }

    [Fact]
    public void Pages_may_take_texts_from_each_other()
    {
        using var run = new HelpRun();
        run.Edit(Page, "title: New-SampleBadge", "title: New-SampleBadge\nparameters-from: Wait-SampleBadge");
        run.Edit(Page, "### CommonParameters\n\nThis cmdlet supports the common parameters: see about_CommonParameters.\n\n", "");
        run.Edit(Wait, "## INPUTS", "### CommonParameters\n\nThis cmdlet supports the common parameters.\n\n## INPUTS");
        Assert.Equal(0, run.Build());

        run.Edit(Page, "### -TimeoutSec\n\nHow many seconds to wait for the printer.\n\n", "");

        Assert.Equal(1, run.Build());
        Assert.Equal(
            2,
            run.Errors.Count(error => error.Contains("HELP006: The section '### -TimeoutSec' is missing", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_page_without_a_cmdlet_is_stale()
    {
        using var run = new HelpRun();
        File.Copy(run.Page(Page), run.Page("Remove-SampleBadge.md"));

        Assert.Equal(1, run.Build());
        Assert.StartsWith(
            "Remove-SampleBadge.md(1): error HELP002: The module has no cmdlet 'Remove-SampleBadge'",
            Assert.Single(run.Errors),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_page_has_every_heading_and_lacks_only_its_words()
    {
        using var run = new HelpRun();
        run.Edit(Page, "", replacement: null);
        File.Delete(run.Page("Get-SampleBadge.md"));

        Assert.Equal(0, run.Run("--new", run.Module.ModulePath, run.Docs));
        Assert.Equal(1, run.Build());

        // The links of the other pages are whole again, and nothing but text is asked for.
        string[] kinds = [.. run.Errors.Select(line => line.Split("error ")[1][..7]).Distinct()];
        Assert.Equal(["HELP014", "HELP005"], kinds.Order().Reverse());
        Assert.All(
            run.Errors.Where(line => line.Contains("HELP005", StringComparison.Ordinal)),
            line => Assert.Contains("RELATED LINKS", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_that_exists_is_never_written_over()
    {
        using var run = new HelpRun();
        string before = File.ReadAllText(run.Page(Page));

        Assert.Equal(2, run.Run("--new", run.Module.ModulePath, run.Docs, "New-SampleBadge"));

        Assert.Equal(before, File.ReadAllText(run.Page(Page)));
    }

    [Fact]
    public void A_module_that_does_not_load_is_told_with_its_reason()
    {
        using var run = new HelpRun();
        run.Module.Write(Path.Combine("SampleBadges", "SampleBadges.psm1"), "throw 'the assembly is missing'");

        Assert.Equal(2, run.Build());
        Assert.Contains("the assembly is missing", Assert.Single(run.Errors), StringComparison.Ordinal);
    }
}

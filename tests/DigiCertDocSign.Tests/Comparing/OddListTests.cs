using System.Globalization;
using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>Lists as directories, spreadsheets and cultures leave them: nothing is bought, ended or hidden by what they do.</summary>
public sealed class OddListTests : IAsyncLifetime
{
    private const string Compare = "Compare-DocSigningDirectory -Scope Legal -IncludeLeavers -LeaverGrace 0 -AllowSmaller "
        + "-MaxChanges 1000 -MaxLeavers 1000";

    private const string Helpers = """
        function Set-Field([scriptblock]$Set) {
            process { $one = $_ | Select-Object *; $one | ForEach-Object $Set; $one }
        }
        function ConvertTo-Graph {
            process {
                [pscustomobject]@{
                    Id = $_.GraphId; EmployeeId = $_.EmployeeID; GivenName = $_.GivenName; Surname = $_.Surname; JobTitle = $_.Title
                    BusinessPhones = @($_.OfficePhone); Mail = $_.EmailAddress; OtherMails = @("$($_.EmployeeID)@private.example")
                }
            }
        }
        function ConvertTo-Mailbox([string]$Primary) {
            process {
                $number = $_.EmployeeID
                $one = $_ | Select-Object * -ExcludeProperty EmailAddress
                $one | Add-Member proxyAddresses ([string[]]@("smtp:$number@old.example", "$Primary$($_.EmailAddress)", 'X500:/o=x'))
                $one
            }
        }
        """;

    private readonly SandboxSession _sandbox = new();

    /// <summary>What, the list, and each change but Keep.</summary>
    public static TheoryData<string, string, string> Lists() => new()
    {
        { "nothing", "@($people) + $null", "" },
        { "a text", "@($people[0..1]) + 'ayse.isik@legal.example'", "Look:Jonas Weiß" },
        { "one person of two directories", "@($people) + ($people[0] | Set-Field { $_.ObjectGUID = [guid]::NewGuid() })",
            "Look:Ayşe Işık Look:Ayşe Işık" },
        { "no surname", "$people | Set-Field { if ($_.GivenName -eq 'Jonas') { $_.Surname = $null } }", "" },
        { "a stranger without a surname", "@($people[0..1]) + ($joiner | Set-Field { $_.Surname = $null })", "Look:Jonas Weiß" },

        { "capitals of .NET", "$people | Set-Field { $_.Surname = $_.Surname.ToUpperInvariant() }", "" },
        { "capitals of German", "$people | Set-Field { $_.Surname = $_.Surname.ToUpperInvariant() -creplace 'ß', 'SS' }", "" },
        { "capitals of Turkish", "$people | Set-Field { $_.Surname = $_.Surname.ToUpper('tr-TR'); "
            + "$_.GivenName = $_.GivenName.ToUpper('tr-TR') }", "" },
        { "capitals and blanks in addresses", "$people | Set-Field { "
            + "$_.EmailAddress = \" $($_.EmailAddress.ToUpperInvariant())`t\" }", "" },
        { "capitals of Turkish in addresses", "$people | Set-Field { $_.EmailAddress = $_.EmailAddress.ToUpper('tr-TR') }", "" },
        { "wide letters", "$people | Set-Field { $_.GivenName = $_.GivenName -creplace 'J', [char]0xFF2A }", "Look:\uFF2Aonas Weiß" },
        { "accents lost", "$people | Set-Field { $_.Surname = $_.Surname -creplace 'ş', 's' -creplace 'ı', 'i' }",
            "Look:Ayşe Isik Look:Ali Yilmaz" },
        { "ss for ß", "$people | Set-Field { $_.Surname = $_.Surname -creplace 'ß', 'ss' }", "Look:Jonas Weiss" },
        { "names swapped", "$people | Set-Field { $_.GivenName, $_.Surname = $_.Surname, $_.GivenName }",
            "Look:Işık Ayşe Look:Yılmaz Ali Look:Weiß Jonas" },

        { "the list of all addresses alone", "$people | ConvertTo-Mailbox 'SMTP:'", "" },
        { "the same, and none marked", "$people | ConvertTo-Mailbox 'smtp:'", "Look:Ayşe Işık Look:Ali Yılmaz Look:Jonas Weiß" },
        { "private addresses for want of others", "$people | ForEach-Object { $id = $_.ObjectGUID; $_ | ConvertTo-Graph | "
            + "Set-Field { $_.Id = $id; $_.Mail = $null } }",
            "Look:Ayşe Işık Look:Ali Yılmaz Look:Jonas Weiß" },
        { "a joiner whose mailbox is not there yet", "@($people) + ($joiner | ConvertTo-Graph | Set-Field { $_.Mail = $null })",
            "Look:Wim Zorn" },
        { "a joiner", "@($people) + ($joiner | ConvertTo-Graph)", "Order:Wim Zorn" },
        { "a date of deletion that is none",
            "$people | Set-Field { $_.Enabled = $null; $_ | Add-Member DeletedDateTime '0001-01-01T00:00:00Z' }", "" },

        { "an account in the bin of Active Directory",
            "$people | Set-Field { $_.Enabled = $null; $_ | Add-Member Deleted ($_.GivenName -eq 'Jonas') }", "Look:Jonas Weiß" },
        { "an account in the bin of Graph", "$people | Set-Field { $_.Enabled = $null; $_ | Add-Member DeletedDateTime $(if "
            + "($_.GivenName -eq 'Jonas') { [datetime]'2026-10-01' }) }", "Look:Jonas Weiß" },
    };

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Theory]
    [MemberData(nameof(Lists))]
    public void What_a_source_does_to_its_people_buys_nothing_and_ends_nobody(string what, string list, string told)
    {
        Begin();
        CultureInfo before = CultureInfo.CurrentCulture;

        foreach (string culture in new[] { "tr-TR", "" })
        {
            ScriptRun run = _sandbox.Run($"[cultureinfo]::CurrentCulture = '{culture}'; {list} | {Compare}");
            _sandbox.Run("[cultureinfo]::CurrentCulture = $before", ("before", before)).Clean();

            Assert.Equal((what, culture, told), (what, culture, Told(run)));
        }

        Assert.Equal("", Told(_sandbox.Run($"$people | {Compare}")));
        Assert.Empty(_sandbox.Changes);
    }

    /// <summary>The second of January in one culture is the first of February in another.</summary>
    [Theory]
    [InlineData("en-US", "en-GB")]
    [InlineData("en-US", "fr-FR")]
    [InlineData("fa-IR", "en-US")]
    [InlineData("th-TH", "en-US")]
    public void A_table_of_changes_of_another_culture_is_never_younger_than_it_is(string writes, string reads)
    {
        Begin();
        _sandbox.Clock.SetUtcNow(new DateTimeOffset(2027, 1, 2, 9, 0, 0, TimeSpan.Zero));
        CultureInfo before = CultureInfo.CurrentCulture;
        _sandbox.Run($"[cultureinfo]::CurrentCulture = '{writes}'; $people[0..1] | {Compare} | Export-Csv $folder/changes.csv").Clean();
        _sandbox.Clock.SetUtcNow(new DateTimeOffset(2027, 2, 1, 10, 0, 0, TimeSpan.Zero));

        ScriptRun run = _sandbox.Run(
            $"[cultureinfo]::CurrentCulture = '{reads}'; Import-Csv $folder/changes.csv | Revoke-DocSigningCertificate");
        _sandbox.Run("[cultureinfo]::CurrentCulture = $before", ("before", before)).Clean();

        Assert.Equal(["ChangeOutdated"], run.ErrorIds);
        Assert.Empty(_sandbox.Changes);
    }

    [Theory]
    [InlineData("-3")]
    [InlineData("'-3'")]
    [InlineData("([datetime]'2026-01-01' - [datetime]'2026-01-04')")]
    public void A_grace_that_is_over_before_it_begins_is_none(string grace)
    {
        ScriptRun run = _sandbox.Run($"Compare-DocSigningDirectory -Scope Legal -LeaverGrace {grace}");

        Assert.Equal(["ParameterArgumentTransformationError"], run.ErrorIds);
    }

    private static string Told(ScriptRun run) => string.Join(' ', run.Output.Where(change => Text(change, "Kind") != "Keep")
        .Select(change => $"{Text(change, "Kind")}:{Text(change, "Person")}"));

    private static string Text(PSObject change, string property) => $"{change.Properties[property].Value}";

    /// <summary>Three people with a certificate each, and a scope that has seen them once.</summary>
    private void Begin()
    {
        PSObject[] people = [Person("Ayşe", "Işık", 4711), Person("Ali", "Yılmaz", 4712), Person("Jonas", "Weiß", 4713)];
        _sandbox.Run(Helpers, ("people", people), ("joiner", Person("Wim", "Zorn", 4714))).Clean();
        _sandbox.Issue([.. _sandbox.Run("$people").Clean()]);
        Assert.Equal("", Told(_sandbox.Run($"$order.Remove('AllowDuplicate'); $people | {Compare}")));
        _sandbox.Server.ForgetCalls();
    }

    private static PSObject Person(string givenName, string surname, int number)
    {
        string address = $"{givenName}.{surname}@legal.example".ToLowerInvariant();
        PSObject person = SandboxSession.Person(
            givenName, surname, address.Replace('ş', 's').Replace('ı', 'i').Replace("ß", "ss", StringComparison.Ordinal));
        person.Properties.Add(new PSNoteProperty("ObjectGUID", Guid.NewGuid()));
        person.Properties.Add(new PSNoteProperty("GraphId", $"{Guid.NewGuid()}"));
        person.Properties.Add(new PSNoteProperty("EmployeeID", $"{number}"));
        return person;
    }
}

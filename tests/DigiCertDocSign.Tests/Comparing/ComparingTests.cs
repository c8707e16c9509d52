using System.Management.Automation;
using System.Text;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// Certificates and a list of people: what does not fit is told with its kind, and where it cannot be told somebody must look. A broken
/// query never buys for a company or revokes it.
/// </summary>
public sealed class ComparingTests : IAsyncLifetime
{
    private const string Compare = "Compare-DocSigningDirectory -Scope Legal";

    /// <summary>Every guard but the one of the case stands open.</summary>
    private const string Open = " -IncludeLeavers -LeaverGrace 0 -MaxLeavers 1000 -MaxChanges 1000";

    private const string Marries = "Set-Field { if ($_.Surname -eq 'Foss') { $_.Surname = 'Zorn'; "
        + "$_.EmailAddress = 'fay.zorn@legal.example' } }";

    /// <summary>Each of the company's people gets the fields that are named, and keeps the rest.</summary>
    private const string Helpers = """
        function Set-Field([scriptblock]$Set) {
            process { $one = $_ | Select-Object *; $one | ForEach-Object $Set; $one }
        }
        function Remove-Id { process { $_ | Select-Object * -ExcludeProperty ObjectGUID } }
        function Add-Order { process {
            $_ | New-DocSigningCsr -KeyDirectory "$folder/$([guid]::NewGuid())" -KeyPassword $password -KeyAlgorithm P256 |
                New-DocSigningOrder @order
        } }
        """;

    private static readonly string[] GivenNames =
        "Ada Bo Cai Dag Eli Fay Gro Hal Ida Jon Kim Liv Max Nora Odd Pia Ras Siv Tor Una".Split(' ');

    private static readonly string[] Surnames =
        "Aas Berg Carl Dahl Eide Foss Gran Holm Iver Juul Krog Lund Moen Ness Opdal Ruud Sand Tveit Ulvik Vik".Split(' ');

    private readonly SandboxSession _sandbox = new();

    public static TheoryData<string, string, string> Cases() => new()
    {
        { "all is well", "$people", "" },
        { "a joiner", "@($people) + $joiner", "Order:Wim Zorn" },
        { "letter case, blanks and another form of Unicode", "$people | Set-Field { $_.Surname = ' ' + $_.Surname.ToUpper() + ' '; "
            + "$_.EmailAddress = $_.EmailAddress.ToUpper(); $_.GivenName = $_.GivenName.Normalize('FormD') }", "" },
        { "marriage, name and address at once", "$people | Set-Field { if ($_.Surname -eq 'Berg') { $_.Surname = 'Zorn'; "
            + "$_.EmailAddress = 'bo.zorn@legal.example' } }", "Replace:Bo Zorn" },
        { "marriage that no id tells", "$people | Set-Field { if ($_.Surname -eq 'Berg') { $_.Surname = 'Zorn'; $_.ObjectGUID = $null; "
            + "$_.EmailAddress = 'bo.zorn@legal.example' } }", "Look:Bo Zorn" },
        { "another name at the same address", "$people | Remove-Id | Set-Field { if ($_.Surname -eq 'Berg') { $_.GivenName = 'Kai'; "
            + "$_.Surname = 'Zorn' } }", "Look:Kai Zorn" },
        { "an address that passed to another person", "$people | Set-Field { if ($_.Surname -eq 'Berg') { $_.GivenName = 'Kai'; "
            + "$_.Surname = 'Zorn'; $_.ObjectGUID = [guid]::NewGuid() } }", "Look:Kai Zorn" },
        { "an address that passed to a namesake", "$people | Set-Field { if ($_.Surname -eq 'Berg') { "
            + "$_.ObjectGUID = [guid]::NewGuid() } }", "Look:Bo Berg" },
        { "another address, and no id", "$people | Remove-Id | Set-Field { if ($_.Surname -eq 'Berg') { "
            + "$_.EmailAddress = 'bo@new.example' } }", "Look:Bo Berg" },
        { "two people of one name", "@($people) + ($people[1] | Set-Field { $_.ObjectGUID = [guid]::NewGuid(); "
            + "$_.EmailAddress = 'bo.berg2@legal.example' })", "Order:Bo Berg" },
        { "two people of one name, and no id", "@($people) + ($people[1] | Set-Field { $_.ObjectGUID = $null; "
            + "$_.EmailAddress = 'bo.berg2@legal.example' })", "Look:Bo Berg" },
        { "one person with two addresses", "@($people) + ($people[1] | Set-Field { $_.EmailAddress = 'b@legal.example' })",
            "Look:Bo Berg Look:Bo Berg" },
        { "a shared mailbox", "@($people) + ($joiner | Set-Field { $_.EmailAddress = 'bo.berg@legal.example' })",
            "Look:Bo Berg Look:Wim Zorn" },
        { "the same person twice", "@($people) + $people[1]", "Look:Bo Berg" },
        { "a disabled account", "$people | Set-Field { if ($_.Surname -eq 'Berg') { $_.Enabled = $false } }", "Look:Bo Berg" },
        { "a changed title that is not asked for", "$people | Set-Field { $_.Title = 'Counsel' }", "" },
        { "a new domain that no id tells", "$people | Remove-Id | Set-Field { "
            + "$_.EmailAddress = $_.EmailAddress -replace 'legal', 'law' }", string.Join(' ', Names().Select(name => "Look:" + name)) },
    };

    public static TheoryData<string, string, string, string> Guards() => new()
    {
        { "nobody", "@()", Open, "ComparisonEmpty" },
        { "a page lost", "$people | Select-Object -First 17", Open, "ComparisonInputShrunk" },
        { "a page lost and another one twice", "@($people | Select-Object -First 17) + @($people | Select-Object -First 3)", Open,
            "ComparisonInputShrunk" },
        { "another scope's people", "$people | Select-Object -First 6", Open, "ComparisonInputShrunk" },
        { "no address and no id", "$people | Remove-Id | Set-Field { $_.EmailAddress = $null }", Open, "ComparisonEmpty" },
        { "a new mail domain", "$people | Set-Field { $_.EmailAddress = $_.EmailAddress -replace 'legal', 'law' }", "",
            "ComparisonChangesExceeded" },
        { "another title for all", "$people | Set-Field { $_.Title = 'Counsel' }", " -CompareTitle", "ComparisonChangesExceeded" },
        { "another organization for all", "$people", " -OrganizationId 610240", "ComparisonChangesExceeded" },
        { "strangers among them", "@($people) + $joiner + ($joiner | Set-Field { $_.Surname = 'Zahl'; "
            + "$_.EmailAddress = 'w.zahl@legal.example'; $_.ObjectGUID = [guid]::NewGuid() }) + ($joiner | Set-Field { "
            + "$_.Surname = 'Zech'; $_.EmailAddress = 'w.zech@legal.example'; $_.ObjectGUID = [guid]::NewGuid() })", "",
            "ComparisonChangesExceeded" },
        { "too many at once", "$people | Select-Object -Skip 4", " -AllowSmaller -IncludeLeavers -LeaverGrace 0",
            "ComparisonLeaversExceeded" },
    };

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_does_not_fit_is_told_and_what_cannot_be_told_is_looked_at(string what, string list, string changes)
    {
        Begin(20);

        ScriptRun run = _sandbox.Run($"{list} | {Compare}");

        Assert.Equal((what, changes), (what, Told(run)));
        Assert.DoesNotContain(run.Output, change => Text(change, "Kind") is "Revoke" or "Cancel");
        Assert.All(run.Output, change => Assert.False(string.IsNullOrWhiteSpace(Text(change, "Reason"))));
        Assert.All(run.Output, change => Assert.Equal(
            Text(change, "Kind") is "Order" or "Renew" or "Replace" ? "489 USD" : " ",
            $"{Text(change, "Price")} {Text(change, "Currency")}"));
        Assert.Empty(_sandbox.Changes);

        // Who was not there reads it from the exit code, with the order or the address to look at.
        PSObject summary = Assert.Single(run.Summaries);
        string[] looks =
            [.. run.Output.Where(change => Text(change, "Kind") == "Look").Select(change => Text(change, "OrderId") is { Length: > 0 } id
                ? id
                : Text(change, "Email")).Distinct()];
        Assert.Equal((looks.Length > 0 ? "3" : "0", string.Join("; ", looks)), (Text(summary, "ExitCode"), Text(summary, "InDoubtIds")));
    }

    [Theory]
    [MemberData(nameof(Guards))]
    public void A_broken_query_ends_in_an_error_and_the_scope_stays(string what, string list, string options, string errorId)
    {
        Begin(20);

        ScriptRun run = _sandbox.Run($"{list} | {Compare}{options}");

        Assert.Equal((what, errorId), (what, run.ErrorIds.Last()));
        Assert.Empty(run.Output);
        Assert.Empty(_sandbox.Changes);

        // A memory of the broken list would have the next good one look broken, or its people absent.
        Assert.Equal("", Told(_sandbox.Run($"$people | {Compare}{Open}")));
        _sandbox.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal("", Told(_sandbox.Run($"$people | {Compare} -IncludeLeavers")));
    }

    [Fact]
    public void One_person_piped_into_a_company_of_six_is_a_broken_query()
    {
        Begin(6);

        foreach (string who in new[] { "$people[2]", "$joiner" })
        {
            ScriptRun run = _sandbox.Run($"{who} | {Compare}{Open}");
            Assert.Equal(["ComparisonInputShrunk"], run.ErrorIds);
            Assert.Empty(run.Output);
        }

        Assert.Equal("Revoke:Ada Aas Revoke:Bo Berg Revoke:Dag Dahl Revoke:Eli Eide Revoke:Fay Foss", Told(_sandbox.Run(
            $"$people[2] | {Compare}{Open} -AllowSmaller")));
    }

    /// <summary>Each list alone would pass by the guard.</summary>
    [Fact]
    public void Lists_that_lose_a_little_each_time_are_one_broken_query()
    {
        Begin(20);

        Assert.Equal("Revoke:Ada Aas", Told(_sandbox.Run($"$people | Select-Object -Skip 1 | {Compare}{Open}")));
        Assert.Equal("Revoke:Ada Aas Revoke:Bo Berg", Told(_sandbox.Run($"$people | Select-Object -Skip 2 | {Compare}{Open}")));
        ScriptRun run = _sandbox.Run($"$people | Select-Object -Skip 3 | {Compare}{Open}");
        Assert.Equal(["ComparisonInputShrunk"], run.ErrorIds);
        Assert.Contains("17 inputs came for the scope 'Legal', and 20 came on", run.Errors[0].ToString(), StringComparison.Ordinal);

        _sandbox.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(3, Told(_sandbox.Run($"$people | Select-Object -Skip 3 | {Compare}{Open}")).Split("Revoke").Length - 1);
    }

    /// <summary>All ids change at once: nothing is ordered or ended, and the operator's word makes the new ones the people's.</summary>
    [Fact]
    public void A_move_to_another_directory_is_looked_at_until_its_ids_are_adopted()
    {
        Begin(6);
        _sandbox.Run("$moved = @($people | Set-Field { $_.ObjectGUID = [guid]::NewGuid() })").Clean();
        string open = $"{Compare}{Open} -AllowSmaller";

        ScriptRun told = _sandbox.Run($"$moved | {open}");
        Assert.Equal(string.Join(' ', Names().Take(6).Select(name => "Look:" + name)), Told(told));
        Assert.All(told.Output, change => Assert.Contains("once with -AdoptDirectoryId", Text(change, "Reason"), StringComparison.Ordinal));
        _sandbox.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(Told(told), Told(_sandbox.Run($"$moved | {open}")));
        Assert.Equal("", Told(_sandbox.Run($"$moved | {open} -AdoptDirectoryId -WhatIf")));
        Assert.Equal(Told(told), Told(_sandbox.Run($"$moved | {open}")));

        Assert.Equal("", Told(_sandbox.Run($"$moved | {open} -AdoptDirectoryId")));
        Assert.Equal("", Told(_sandbox.Run($"$moved | {open}")));
        Assert.Equal("Replace:Fay Zorn", Told(_sandbox.Run($"$moved | {Marries} | {open}")));
        Assert.Equal("Revoke:Fay Foss", Told(_sandbox.Run($"$moved | Select-Object -First 5 | {open}")));
        Assert.Empty(_sandbox.Changes);
    }

    /// <summary>The scope is kept before the ids are noted one by one, so a kill leaves old ids with some of the orders.</summary>
    [Fact]
    public void Ids_of_another_directory_are_adopted_in_each_scope_also_after_a_kill()
    {
        Begin(6);
        string company = $"Compare-DocSigningDirectory -Scope Company{Open} -AllowSmaller";
        string legal = $"{Compare}{Open} -AllowSmaller";
        Assert.Equal("", Told(_sandbox.Run($"$people | {company}")));
        _sandbox.Run("$moved = @($people | Set-Field { $_.ObjectGUID = [guid]::NewGuid() })").Clean();
        Assert.Equal("", Told(_sandbox.Run($"$moved | {legal} -AdoptDirectoryId")));
        _sandbox.Run(
            """
            $none = [Threading.CancellationToken]::None
            Get-DocSigningJournal | Where-Object Surname -in Dahl, Eide, Foss | ForEach-Object {
                $journal = $_.GetType().Assembly.GetType('DigiCertDocSign.Journal.JournalPlace')::At($place).Open($clock)
                $surname = $_.Surname
                $old = $_.'<Clone>$'()
                $old.GetType().GetProperty('DirectoryId').SetValue($old, "$(($people | Where-Object Surname -eq $surname).ObjectGUID)")
                if (-not $journal.TryChangeAsync($null, $_, $old, $none).GetAwaiter().GetResult()) { throw 'The id was not written.' }
                $journal.Dispose()
            }
            """,
            ("place", Path.Combine(_sandbox.JournalFolder, "journal.db"))).Clean();

        Assert.Equal("Look:Dag Dahl Look:Eli Eide Look:Fay Foss", Told(_sandbox.Run($"$moved | {legal}")));
        Assert.Equal("", Told(_sandbox.Run($"$moved | {legal} -AdoptDirectoryId")));
        Assert.Equal("", Told(_sandbox.Run($"$moved | {legal}")));

        // The orders are known by the new ids, and the other scope had its people under the old ones.
        Assert.Equal("", Told(_sandbox.Run($"$moved | {company}")));
        Assert.Equal("Replace:Fay Zorn", Told(_sandbox.Run($"$moved | {Marries} | {company}")));
        Assert.Equal("", Told(_sandbox.Run($"$moved | Select-Object -First 5 | {legal}")));
        Assert.Equal("Look:Fay Foss", Told(_sandbox.Run($"$moved | Select-Object -First 5 | {company}")));
        _sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        _sandbox.Run($"$moved | Select-Object -First 5 | {legal}").Clean();
        Assert.Equal("Revoke:Fay Foss", Told(_sandbox.Run($"$moved | Select-Object -First 5 | {company}")));
        Assert.Empty(_sandbox.Changes);
    }

    [Fact]
    public void Addresses_that_all_inputs_lack_leave_everybody_present()
    {
        Begin(20);

        ScriptRun run = _sandbox.Run($"$people | Set-Field {{ $_.EmailAddress = $null }} | {Compare}{Open}");

        Assert.Equal(Enumerable.Repeat("EmailMissing", 20), run.ErrorIds);
        Assert.Empty(run.Output);
        Assert.Equal("", Told(_sandbox.Run($"$people | {Compare}{Open}")));
    }

    [Fact]
    public void A_group_that_is_nearly_the_right_one_revokes_nobody_within_the_grace()
    {
        Begin(20);
        string nearly = $"@($people | Select-Object -Skip 1) + $joiner | {Compare} -IncludeLeavers";

        Assert.Equal("Order:Wim Zorn", Told(_sandbox.Run(nearly)));
        _sandbox.Clock.Advance(TimeSpan.FromDays(6));
        ScriptRun within = _sandbox.Run(nearly);
        Assert.Equal("Order:Wim Zorn", Told(within));
        Assert.Contains(within.Output, change => Text(change, "Reason").Contains("missing from 'Legal' since", StringComparison.Ordinal));
        Assert.Equal("", Told(_sandbox.Run($"$people | {Compare} -IncludeLeavers")));
        _sandbox.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal("Order:Wim Zorn", Told(_sandbox.Run(nearly)));

        // Missing for longer, and from every comparison: now the person has left, and without the switch somebody is to look.
        _sandbox.Clock.Advance(TimeSpan.FromDays(7.1));
        Assert.Equal("Order:Wim Zorn Look:Ada Aas", Told(_sandbox.Run(nearly.Replace(" -IncludeLeavers", "", StringComparison.Ordinal))));
        ScriptRun left = _sandbox.Run(nearly);
        Assert.Equal("Order:Wim Zorn Revoke:Ada Aas", Told(left));
        PSObject revoke = left.Output.Single(change => Text(change, "Kind") == "Revoke");
        Assert.Equal("AffiliationChanged", Text(revoke, "RevocationReason"));
        Assert.NotEmpty(Text(revoke, "CertificateId"));
    }

    [Fact]
    public void Whom_the_scope_has_never_kept_has_not_left_unless_somebody_says_so()
    {
        Begin(6);

        Assert.Equal("", Told(_sandbox.Run($"$people | Select-Object -First 3 | Compare-DocSigningDirectory -Scope Other{Open}")));
        Assert.Equal("Look:Fay Foss", Told(_sandbox.Run(
            "$people | Select-Object -First 3 | Compare-DocSigningDirectory -Scope Other -IncludeLeavers "
            + "-Leavers fay.foss@legal.example"))); // the scope Legal has her
        Assert.Equal("Revoke:Fay Foss", Told(_sandbox.Run(
            $"$people | Select-Object -First 3 | {Compare} -AllowSmaller -IncludeLeavers -Leavers fay.foss@legal.example")));
        Assert.Equal("Look:Ada Aas", Told(_sandbox.Run(
            "$people | Select-Object -First 3 | Compare-DocSigningDirectory -Scope Other -IncludeLeavers -Leaver $people[0]")));
        Assert.Equal("Look:Fay Foss", Told(_sandbox.Run(
            "$people | Select-Object -First 3 | Compare-DocSigningDirectory -Scope Other -Leaver $people[5]")));
    }

    [Fact]
    public void Whom_another_scope_keeps_has_not_left()
    {
        Begin(6);
        _sandbox.Run("$people | Compare-DocSigningDirectory -Scope Company").Clean();

        string without = $"$people | Select-Object -First 5 | {Compare}{Open} -AllowSmaller";
        ScriptRun run = _sandbox.Run(without);
        Assert.Equal("", Told(run));
        Assert.Contains(run.Output, change => Text(change, "Reason").Contains("'Company' keeps the order", StringComparison.Ordinal));
        Assert.Equal("Look:Fay Foss", Told(_sandbox.Run($"{without} -Leaver fay.foss@legal.example")));
    }

    /// <summary>What administrators pipe in: @LIST@ is made into it.</summary>
    [Theory]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ Id = \"$($_.ObjectGUID)\"; AdditionalProperties = @{ "
        + "mail = $_.EmailAddress; givenName = $_.GivenName; surname = $_.Surname; jobTitle = $_.Title; "
        + "businessPhones = @($_.OfficePhone) } } }")]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ Id = \"$($_.ObjectGUID)\"; GivenName = $_.GivenName; Surname = $_.Surname; "
        + "JobTitle = $_.Title; BusinessPhones = [string[]]@($_.OfficePhone); MobilePhone = $null; Mail = $_.EmailAddress } }")]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ objectGUID = $_.ObjectGUID.ToByteArray(); givenName = $_.GivenName; "
        + "sn = $_.Surname; title = $_.Title; telephoneNumber = $_.OfficePhone; mail = $_.EmailAddress } }")]
    [InlineData("@LIST@ | ForEach-Object { @{ ObjectGUID = $_.ObjectGUID; GivenName = $_.GivenName; Surname = $_.Surname; "
        + "Title = $_.Title; OfficePhone = $_.OfficePhone; EmailAddress = $_.EmailAddress } }")]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ ObjectId = \"$($_.ObjectGUID)\"; GivenName = $_.GivenName; "
        + "SurName = $_.Surname; JobTitle = $_.Title; TelephoneNumber = $_.OfficePhone; Mail = $_.EmailAddress } }")]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ Id = \"$($_.ObjectGUID)\"; GivenName = $_.GivenName; "
        + "Surname = $_.Surname; JobTitle = $_.Title; BusinessPhone = [string[]]@($_.OfficePhone); Mail = $_.EmailAddress } }")]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ Guid = $_.ObjectGUID; FirstName = $_.GivenName; LastName = $_.Surname; "
        + "Title = $_.Title; Phone = $_.OfficePhone; WindowsEmailAddress = $_.EmailAddress } }")]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ 'First Name' = $_.GivenName; 'Last Name' = $_.Surname; "
        + "'Job Title' = $_.Title; 'Work Phone' = $_.OfficePhone; 'Work Email' = $_.EmailAddress; ObjectGUID = \"$($_.ObjectGUID)\" } } | "
        + "Export-Csv $folder/hr.csv; Import-Csv $folder/hr.csv")]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ Vorname = $_.GivenName; Nachname = $_.Surname; Position = $_.Title; "
        + "Title = 'Dr.'; Telefon = $_.OfficePhone; 'E-Mail-Adresse' = $_.EmailAddress; ObjectGUID = \"$($_.ObjectGUID)\" } } | "
        + "Export-Csv $folder/hr.csv; Import-Csv $folder/hr.csv")]
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ ObjectGuid = $_.ObjectGUID; GivenName = $_.GivenName; "
        + "Surname = $_.Surname; title = $_.Title; telephoneNumber = $_.OfficePhone; mobile = ''; mail = $_.EmailAddress; "
        + "UserPrincipalName = 'u@corp.example' } }")] // Get-OpenADUser
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ ObjectId = $_.ObjectGUID; FirstName = $_.GivenName; "
        + "LastName = $_.Surname; Title = $_.Title; PhoneNumber = $_.OfficePhone; MobilePhone = $null; UserPrincipalName = "
        + "'u@corp.example'; ProxyAddresses = [string[]]@('smtp:old@corp.example', \"SMTP:$($_.EmailAddress)\") } }")] // Get-MsolUser
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ Guid = [guid]::NewGuid(); ExternalDirectoryObjectId = "
        + "\"$($_.ObjectGUID)\"; FirstName = $_.GivenName; LastName = $_.Surname; Title = $_.Title; Phone = $_.OfficePhone; "
        + "PrimarySmtpAddress = [mailaddress]$_.EmailAddress } }")] // Get-Recipient, its address an object
    [InlineData("@LIST@ | ForEach-Object { [pscustomobject]@{ ObjectGUID = $_.ObjectGUID; GivenName = $_.GivenName; "
        + "givenName1 = $null; Surname = $_.Surname; sn = $_.Surname; Title = $_.Title; OfficePhone = $null; "
        + "telephoneNumber = $_.OfficePhone; EmailAddress = $null; mail = $_.EmailAddress; "
        + "proxyAddresses = [Collections.ArrayList]@() } }")] // Get-ADUser -Properties *
    [InlineData("@LIST@ | Export-Clixml $folder/list.xml; Import-Clixml $folder/list.xml")]
    [InlineData("@LIST@ | Export-Csv $folder/list.csv; Import-Csv $folder/list.csv")]
    public void People_of_every_shape_are_known_again_also_after_a_marriage(string shape)
    {
        Begin(6);
        string Piped(string list) => shape.Replace("@LIST@", list, StringComparison.Ordinal) + $" | {Compare}";

        Assert.Equal("", Told(_sandbox.Run(Piped("$people"))));
        Assert.Equal("Replace:Fay Zorn", Told(_sandbox.Run(Piped($"$people | {Marries}"))));
    }

    /// <summary>Who it is stands in them, and not what an order wants: nobody is ordered for, and nobody has left.</summary>
    [Theory]
    [InlineData("[pscustomobject]@{ DisplayName = 'X'; PrimarySmtpAddress = $_.EmailAddress; ExchangeGuid = [guid]::NewGuid(); "
        + "RecipientTypeDetails = 'UserMailbox' }", "GivenNameMissing", "pipe through Get-User")] // Get-Mailbox
    [InlineData("[pscustomobject]@{ PSTypeName = 'Microsoft.ActiveDirectory.Management.ADUser'; DistinguishedName = 'CN=X'; Enabled = "
        + "$true; GivenName = $_.GivenName; Name = 'X'; ObjectClass = 'user'; ObjectGUID = $_.ObjectGUID; SamAccountName = 'x'; "
        + "Surname = $_.Surname; UserPrincipalName = 'x@corp.local' }", "JobTitleMissing", "-Properties")] // Get-ADUser as it is
    public void People_of_shapes_that_lack_what_an_order_wants_are_errors_and_count_as_present(string shape, string errorId, string way)
    {
        Begin(6);
        string poor = $"@($people) + $joiner | ForEach-Object {{ {shape} }} | {Compare}{Open} -AllowSmaller";

        foreach (int days in new[] { 0, 30 })
        {
            _sandbox.Clock.Advance(TimeSpan.FromDays(days));
            ScriptRun run = _sandbox.Run(poor);

            Assert.All(run.ErrorIds.Where(id => id != "ComparisonEmpty"), id => Assert.Contains(errorId, id, StringComparison.Ordinal));
            Assert.Contains(way, $"{run.Errors[0]} {run.Errors[0].ErrorDetails?.RecommendedAction}", StringComparison.Ordinal);
            Assert.DoesNotContain(run.Output, change => Text(change, "Kind") is not ("Keep" or "Look"));
        }

        Assert.Equal("", Told(_sandbox.Run($"$people | {Compare}{Open} -AllowSmaller")));
        Assert.Empty(_sandbox.Changes);
    }

    /// <summary>Each change is carried out by its cmdlet before the next comparison.</summary>
    [Fact]
    public void A_marriage_a_leave_and_a_return_come_to_rest_each()
    {
        Begin(6);
        _sandbox.Run("""
            function Invoke-Night($list) {
                $changes = @($list | Compare-DocSigningDirectory -Scope Legal -IncludeLeavers -LeaverGrace 0 -AllowSmaller)
                $keyed = @($changes | New-DocSigningCsr -KeyDirectory "$folder/$([guid]::NewGuid())" -KeyPassword $password `
                    -KeyAlgorithm P256)
                $null = $keyed | New-DocSigningOrder @order
                $null = $keyed | New-DocSigningRenewal -AgreeToSubscriberAgreement
                $changes | Revoke-DocSigningCertificate
                $null = Get-DocSigningRequest -Status Pending | ForEach-Object { Approve-DocSigningRequest -RequestId $_.RequestId }
                $clock.Advance([timespan]'00:05:00')
                $changes
            }
            """).Clean();
        string married = $"Invoke-Night @($people | {Marries})";

        string[] nights = [married, married, married, "Invoke-Night @($people | Select-Object -First 5)", married, married];

        Assert.Equal(
            ["Replace:Fay Zorn", "Revoke:Fay Zorn", "", "Revoke:Fay Zorn", "Order:Fay Zorn", ""],
            nights.Select(night => Told(_sandbox.Run(night))));
    }

    /// <summary>A group within the group, as a query gives it that is not recursive, may have anybody in it.</summary>
    [Fact]
    public void A_nested_group_in_the_list_ends_nobody_and_the_others_go_on()
    {
        Begin(6);
        const string Group = "[pscustomobject]@{ ObjectGUID = [guid]::NewGuid(); Name = 'Interns'; ObjectClass = 'group' }";

        ScriptRun run = _sandbox.Run($"@($people | Select-Object -First 5) + {Group} + $joiner | {Compare}{Open}");

        Assert.Equal("Order:Wim Zorn Look:Fay Foss", string.Join(' ', run.Output.Where(change => Text(change, "Kind") != "Keep")
            .Select(change => $"{Text(change, "Kind")}:{Text(change, "Person")}")));
        Assert.Single(run.Errors);
    }

    [Theory]
    [InlineData(6, 0, "@($people | " + Marries + ")", "Replace:Fay Zorn", "Look:Fay Zorn")]
    [InlineData(1, 340, "$people", "Renew:Ada Aas", "Look:Ada Aas")]
    public void What_was_to_take_an_orders_place_and_was_rejected_is_not_ordered_each_night(
        int count, int days, string list, string first, string then)
    {
        Begin(count);
        _sandbox.Clock.Advance(TimeSpan.FromDays(days));

        Assert.Equal(first, Told(_sandbox.Run($"($changes = {list} | {Compare}{Open})")));
        _sandbox.Run(
            """
            $null = $changes | New-DocSigningCsr -KeyDirectory $folder/next -KeyPassword $password -KeyAlgorithm P256 |
                New-DocSigningRenewal -AgreeToSubscriberAgreement -Force 3> $null
            $null = Get-DocSigningRequest -Status Pending | ForEach-Object { Deny-DocSigningRequest -RequestId $_.RequestId }
            """).Clean();

        Assert.Equal(then, Told(_sandbox.Run($"{list} | {Compare}{Open} -WhatIf")));
        Assert.Equal(then, Told(_sandbox.Run($"$null = Sync-DocSigningJournal; {list} | {Compare}{Open}")));
    }

    [Fact]
    public async Task What_others_canceled_is_looked_at_and_what_was_canceled_here_ordered_again()
    {
        Begin(6);
        ScriptRun orders = _sandbox.Run(
            """
            $second = $joiner | Set-Field { $_.Surname = 'Zech'; $_.EmailAddress = 'w.zech@legal.example' }
            $second.ObjectGUID = [guid]::NewGuid()
            $late = $joiner, $second
            $waiting = $late | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256 |
                New-DocSigningOrder @order
            $null = $waiting | Approve-DocSigningRequest
            $null = Stop-DocSigningOrder -OrderId $waiting[1].OrderId -Note 'A slip.'
            $third = $joiner | Set-Field { $_.Surname = 'Zimm'; $_.EmailAddress = 'w.zimm@legal.example' }
            $third.ObjectGUID = [guid]::NewGuid()
            $null = $third | Add-Order | ForEach-Object { Deny-DocSigningRequest -OrderId $_.OrderId }
            $again = $third | Add-Order
            $null = $again | Approve-DocSigningRequest
            $null = Stop-DocSigningOrder -OrderId $again.OrderId -Note 'Not this time either.'
            $waiting[0]
            """);
        orders.Clean();
        long id = orders.Value<long>("OrderId");
        using var console = new HttpClient();
        console.DefaultRequestHeaders.Add("X-DC-DEVKEY", "sandbox");
        using var body = new StringContent("""{"status":"canceled","note":"No."}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await console.PutAsync($"{_sandbox.Server.BaseUri}/order/certificate/{id}/status", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        _sandbox.Run("$null = Sync-DocSigningJournal").Clean();

        Assert.Equal(
            "Look:Wim Zorn Order:Wim Zech Look:Wim Zimm", Told(_sandbox.Run($"@($people) + $late + $third | {Compare}{Open}")));
    }

    [Fact]
    public void A_rejection_before_an_order_that_came_about_counts_no_more()
    {
        Begin(6);
        _sandbox.Run(
            """
            $null = $joiner | Remove-Id | Add-Order | ForEach-Object { Deny-DocSigningRequest -OrderId $_.OrderId }
            $null = Sync-DocSigningJournal
            $second = $joiner | Add-Order
            $null = $second | Approve-DocSigningRequest
            $clock.Advance([timespan]'00:05:00')
            $null = $second | Revoke-DocSigningCertificate -Reason CessationOfOperation -SkipApproval
            $null = Sync-DocSigningJournal
            """).Clean();

        Assert.Equal("Order:Wim Zorn", Told(_sandbox.Run($"@($people) + $joiner | {Compare}{Open}")));
    }

    [Fact]
    public void A_request_to_revoke_that_was_denied_is_not_made_again_each_night()
    {
        Begin(6);
        string left = $"$people | Select-Object -First 5 | {Compare}{Open} -AllowSmaller";
        _sandbox.Run($"{left} | Revoke-DocSigningCertificate; Get-DocSigningRequest | Where-Object Type -eq Revoke | ForEach-Object {{ "
            + "Deny-DocSigningRequest -RequestId $_.RequestId }").Clean();
        _sandbox.Clock.Advance(TimeSpan.FromDays(2));

        ScriptRun run = _sandbox.Run(left);

        Assert.Equal("Look:Fay Foss", Told(run));
        Assert.Contains("as after a denied request", Text(run.Output[^1], "Reason"), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_returns_in_a_list_that_is_refused_begins_a_new_time_of_absence()
    {
        Begin(20);
        string nearly = $"$people | Select-Object -Skip 1 | {Compare} -IncludeLeavers";
        Assert.Equal("", Told(_sandbox.Run(nearly)));
        _sandbox.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(["ComparisonInputShrunk"], _sandbox.Run($"$people | Select-Object -First 9 | {Compare}").ErrorIds);
        _sandbox.Clock.Advance(TimeSpan.FromDays(6));

        Assert.Equal("", Told(_sandbox.Run(nearly)));
        _sandbox.Clock.Advance(TimeSpan.FromDays(7.1));
        Assert.Equal("Revoke:Ada Aas", Told(_sandbox.Run(nearly)));
    }

    [Fact]
    public void Whoever_is_back_while_a_request_to_revoke_waits_is_looked_at()
    {
        Begin(6);
        string left = $"$people | Select-Object -First 5 | {Compare}{Open} -AllowSmaller";
        _sandbox.Run($"{left} | Where-Object Kind -eq Revoke | ForEach-Object {{ Revoke-DocSigningCertificate -OrderId $_.OrderId "
            + "-Reason AffiliationChanged }").Clean();

        ScriptRun still = _sandbox.Run(left);
        Assert.Equal("", Told(still));
        Assert.Contains(still.Output, change => Text(change, "Reason").Contains("to revoke order", StringComparison.Ordinal));

        ScriptRun back = _sandbox.Run($"$people | {Compare}{Open}");
        Assert.Equal("Look:Fay Foss", Told(back));
        string request = _sandbox.Run("(Get-DocSigningRequest | Where-Object Type -eq Revoke).RequestId").Clean()[0].ToString();
        Assert.Contains(
            $"Deny-DocSigningRequest -RequestId {request}", Text(back.Output[5], "Reason"), StringComparison.Ordinal);

        _sandbox.Run($"Deny-DocSigningRequest -RequestId {request}").Clean();
        Assert.Equal("", Told(_sandbox.Run($"$people | {Compare}{Open}")));
    }

    [Fact]
    public void Whoever_comes_back_after_the_end_is_ordered_for_again()
    {
        Begin(6);
        _sandbox.Run("Revoke-DocSigningCertificate -OrderId $orders[5].OrderId -Reason AffiliationChanged -SkipApproval").Clean();

        Assert.Equal("Order:Fay Foss", Told(_sandbox.Run($"$people | {Compare}")));
    }

    [Fact]
    public void A_replaced_order_is_revoked_only_when_the_new_one_is_issued()
    {
        Begin(6);
        string married = $"$people | Set-Field {{ if ($_.Surname -eq 'Foss') {{ $_.Surname = 'Zorn'; "
            + $"$_.EmailAddress = 'fay.zorn@legal.example' }} }} | {Compare}";
        ScriptRun first = _sandbox.Run($"$changes = {married}; $changes");
        Assert.Equal("Replace:Fay Zorn", Told(first));

        _sandbox.Run("""
            $keep = @{ KeyDirectory = "$folder/new"; KeyPassword = $password; KeyAlgorithm = 'P256' }
            $csr = $changes[5].InputObject | New-DocSigningCsr @keep
            $next = $csr | New-DocSigningRenewal -OrderId $changes[5].OrderId -Replaces -AgreeToSubscriberAgreement
            """).Clean();
        ScriptRun waits = _sandbox.Run(married);
        Assert.Equal("", Told(waits));
        Assert.Contains("replaces order", Text(waits.Output[5], "Reason"), StringComparison.Ordinal);

        _sandbox.Run("$next | Approve-DocSigningRequest").Clean();
        _sandbox.Clock.Advance(TimeSpan.FromMinutes(5));
        ScriptRun issued = _sandbox.Run(married);
        Assert.Equal("Revoke:Fay Zorn", Told(issued));
        Assert.Equal("Superseded", Text(issued.Output[6], "RevocationReason"));
        Assert.Equal(Text(first.Output[5], "OrderId"), Text(issued.Output[6], "OrderId"));

        _sandbox.Run("Revoke-DocSigningCertificate -OrderId $changes[5].OrderId -Reason Superseded").Clean();
        Assert.Equal("", Told(_sandbox.Run(married)));
    }

    [Fact]
    public void What_has_superseded_an_order_and_is_listed_no_more_ends_nothing()
    {
        Begin(6);
        string married = $"$people | {Marries} | {Compare}";
        _sandbox.Run($$"""
            $changes = {{married}}
            $csr = $changes[5].InputObject | New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $password -KeyAlgorithm P256
            $next = $csr | New-DocSigningRenewal -OrderId $changes[5].OrderId -Replaces -AgreeToSubscriberAgreement
            $next | Approve-DocSigningRequest
            $clock.Advance([timespan]'00:05:00')
            $next | Get-DocSigningOrderStatus
            """).Clean();
        SandboxOrder[] orders = [.. _sandbox.Server.Sandbox.GetOrders()];
        string[] shown = [.. orders.Where(order => order.Surname != "Zorn").Select(order =>
            $$"""
            {"id":{{order.Id}},"certificate":{"id":{{order.CertificateId}},"common_name":"{{order.GivenName}} {{order.Surname}}",
            "valid_till":"2027-10-01"},"status":"{{order.Status}}","date_created":"2026-11-03T09:14:52+00:00",
            "organization":{"id":610233,"name":"Fjordlab AS"},"product":{"name_id":"ds_org_individual"} }
            """)];
        Assert.Equal(orders.Length - 1, shown.Length);
        _sandbox.Server.Answering = call => !call.PathAndQuery.Contains("/order/certificate?", StringComparison.Ordinal) ? null
            : ByHand.Answer(200, "application/json", Encoding.UTF8.GetBytes(
                $$"""{"orders":[{{string.Join(',', shown)}}],"page":{"total":{{shown.Length}},"limit":1000,"offset":0} }"""));

        ScriptRun run = _sandbox.Run(married);

        Assert.Equal("Look:Fay Zorn", Told(run));
        Assert.Contains("CertCentral does not list it", Text(run.Output[5], "Reason"), StringComparison.Ordinal);

        _sandbox.Server.Answering = null;
        Assert.Equal("Revoke:Fay Zorn", Told(_sandbox.Run(married)));
    }

    [Fact]
    public void What_ends_soon_is_renewed_and_then_only_what_is_under_way_is_left()
    {
        Begin(6);
        _sandbox.Clock.Advance(TimeSpan.FromDays(330));
        ScriptRun usual = _sandbox.Run($"@($people) + $joiner | {Compare} -WhatIf");
        Assert.Equal(5, usual.Output.Count(change => Text(change, "Kind") == "Renew"));
        Assert.Equal("Keep", Text(
            usual.Output.Single(change => Text(change, "Reason").Contains("renewal follows", StringComparison.Ordinal)), "Kind"));
        ScriptRun due = _sandbox.Run($"$changes = @($people) + $joiner | {Compare} -MaxRenewals 6; $changes");
        Assert.Equal(string.Join(' ', Names().Take(6).Select(name => "Renew:" + name)) + " Order:Wim Zorn", Told(due));
        Assert.Contains(due.Information, line => line.Contains("3,423.00 USD", StringComparison.Ordinal));

        _sandbox.Run("""
            $changes | Where-Object Kind -eq Renew | ForEach-Object {
                New-DocSigningRenewal -OrderId $_.OrderId -ReuseKey -AgreeToSubscriberAgreement -Force
            }
            $joiner | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256 |
                New-DocSigningOrder @order -Force
            """).Clean();
        ScriptRun after = _sandbox.Run($"@($people) + $joiner | {Compare}");
        Assert.Equal("", Told(after));
        Assert.All(after.Output, change => Assert.Contains("under way", Text(change, "Reason"), StringComparison.Ordinal));
    }

    [Fact]
    public void An_order_that_waits_is_canceled_and_one_that_needs_approval_is_denied()
    {
        Begin(6);
        _sandbox.Run("""
            $second = $joiner | Set-Field { $_.Surname = 'Zech'; $_.EmailAddress = 'w.zech@legal.example' }
            $second.ObjectGUID = [guid]::NewGuid()
            $late = $joiner, $second
            $waiting = $late | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256 |
                New-DocSigningOrder @order
            $waiting[0] | Approve-DocSigningRequest
            """).Clean();
        _sandbox.Run($"@($people) + $late | {Compare}").Clean();

        ScriptRun run = _sandbox.Run($"$people | {Compare}{Open} -AllowSmaller");

        Assert.Equal("Cancel:Wim Zorn Look:Wim Zech", Told(run));
        Assert.Contains("Deny-DocSigningRequest", Text(run.Output[^1], "Reason"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$people", "Replace:Fay Foss")]
    [InlineData("$people | Remove-Id", "Look:Fay Foss")]
    public void Who_is_in_another_organization_is_replaced_by_the_id_alone(string list, string told)
    {
        Begin(6);

        // Where the old scope has her still, the two would replace each other's orders without end.
        Assert.Equal("Look:Fay Foss", Told(_sandbox.Run(
            $"{list} | Select-Object -Last 1 | Compare-DocSigningDirectory -Scope New -OrganizationId 610240")));
        Assert.Equal("", Told(_sandbox.Run($"$people | Select-Object -First 5 | {Compare} -AllowSmaller")));
        Assert.Equal(told, Told(_sandbox.Run(
            $"{list} | Select-Object -Last 1 | Compare-DocSigningDirectory -Scope New -OrganizationId 610240")));

        // A list of one organization ends no order of another one.
        ScriptRun run = _sandbox.Run($"$people | Select-Object -First 5 | {Compare}{Open} -AllowSmaller -OrganizationId 610240");
        Assert.DoesNotContain(run.Clean(), change => Text(change, "Kind") == "Revoke");
        Assert.Contains(run.Output, change => Text(change, "Reason").Contains("of another organization", StringComparison.Ordinal));
    }

    [Fact]
    public void A_disabled_account_has_left_only_by_the_operators_word()
    {
        Begin(6);
        string disabled = $"$people | Set-Field {{ if ($_.Surname -eq 'Foss') {{ $_.Enabled = $false }} }} | {Compare} -IncludeLeavers "
            + "-DisabledAreLeavers";

        Assert.Equal("", Told(_sandbox.Run(disabled)));
        _sandbox.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal("Revoke:Fay Foss", Told(_sandbox.Run(disabled)));
        Assert.Equal("", Told(_sandbox.Run(disabled.Replace("-DisabledAreLeavers", "-Force", StringComparison.Ordinal))));

        // Whom no comparison of the scope has kept cannot have left it, and the certificate stands all the same.
        Assert.Equal("Look:Fay Foss", Told(_sandbox.Run(disabled.Replace("Legal", "Fresh", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_changed_title_counts_where_it_is_asked_for_and_costs_its_calls_once()
    {
        Begin(6);
        string titled = $"$people | Set-Field {{ if ($_.Surname -eq 'Foss') {{ $_.Title = 'Counsel' }} }} | {Compare} -CompareTitle";

        Assert.Equal("", Told(_sandbox.Run(
            $"$people | Set-Field {{ $_.Title = \" $($_.Title.ToUpper() -replace ' ', '  ') \" }} | {Compare} -CompareTitle")));
        Assert.Equal("Replace:Fay Foss", Told(_sandbox.Run(titled)));
        _sandbox.Server.ForgetCalls();
        Assert.Equal("Replace:Fay Foss", Told(_sandbox.Run(titled)));
        Assert.DoesNotContain(_sandbox.Server.Calls, IsDetail);
    }

    [Fact]
    public void An_order_of_the_console_is_asked_for_once_and_then_three_calls_are_all()
    {
        Begin(6);
        long console = _sandbox.Server.Console.Order(new SandboxConsoleOrder
        {
            GivenName = "Wim",
            Surname = "Zorn",
            Email = "wim.zorn@legal.example",
        });

        ScriptRun run = _sandbox.Run($"@($people) + $joiner | {Compare}");

        Assert.Equal("", Told(run));
        Assert.Equal($"{console}", Text(run.Output[6], "OrderId"));
        Assert.Single(_sandbox.Server.Calls, IsDetail);
        _sandbox.Server.ForgetCalls();
        Assert.Equal("", Told(_sandbox.Run($"@($people) + $joiner | {Compare}")));
        Assert.Equal(3, _sandbox.Server.Calls.Count);

        // The id was noted: under a new name and address it is the same person, whose order is not issued yet.
        Assert.Equal("Look:Wim Zahl", Told(_sandbox.Run(
            $"@($people) + ($joiner | Set-Field {{ $_.Surname = 'Zahl'; $_.EmailAddress = 'w@legal.example' }}) | {Compare}")));
    }

    [Fact]
    public void An_order_that_shows_nobody_may_be_that_of_whoever_has_its_name()
    {
        Begin(6);
        long order = _sandbox.Server.Console.Order(new SandboxConsoleOrder
        {
            GivenName = "Wim",
            Surname = "Zorn",
            Email = "wim.zorn@legal.example",
        });
        string details = $$"""{"id":{{order}},"status":"pending","product":{"name_id":"ds_org_individual"} }""";
        _sandbox.Server.Answering = call => call.PathAndQuery.EndsWith($"/order/certificate/{order}", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", Encoding.UTF8.GetBytes(details))
            : null;

        ScriptRun run = _sandbox.Run($"@($people) + $joiner | {Compare}");

        Assert.Equal("Look:Wim Zorn Look:Wim Zorn", Told(run));
        Assert.Contains($"Sync-DocSigningJournal -OrderId {order}", Text(run.Output[^1], "Reason"), StringComparison.Ordinal);

        _sandbox.Run($"Sync-DocSigningJournal -OrderId {order} -Email wim.zorn@legal.example").Clean();
        Assert.Equal("", Told(_sandbox.Run($"@($people) + $joiner | {Compare}")));
    }

    [Fact]
    public void Under_WhatIf_the_journal_is_as_before_and_the_changes_are_there()
    {
        Prepare(6);
        string what = $"@($people) + $joiner | {Compare} -WhatIf";

        Assert.Equal("Order:Wim Zorn", Told(_sandbox.Run(what)));
        Assert.Contains("What if:", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        _sandbox.Server.ForgetCalls();
        Assert.Equal("Order:Wim Zorn", Told(_sandbox.Run(what)));
        Assert.Single(_sandbox.Server.Calls, IsDetail); // the account's old order, which a journal would know by now

        // Still the first comparison: nobody is missing, and the list was never longer.
        Assert.Equal("", Told(_sandbox.Run($"$people[0] | {Compare}{Open}")));
    }

    private static IEnumerable<string> Names() => GivenNames.Select((name, place) => $"{name} {Surnames[place]}");

    private static bool IsDetail(RecordedCall call) => call.PathAndQuery.Contains("/order/certificate/", StringComparison.Ordinal);

    /// <summary>"Order:Mira Solberg" for each change that is not Keep.</summary>
    private static string Told(ScriptRun run)
    {
        run.Clean();
        return string.Join(' ', run.Output.Where(change => Text(change, "Kind") != "Keep")
            .Select(change => $"{Text(change, "Kind")}:{Text(change, "Person")}"));
    }

    private static string Text(PSObject change, string property) => $"{change.Properties[property].Value}";

    /// <summary>A company whose people have a certificate each, and a scope that has seen them once.</summary>
    private void Begin(int count)
    {
        Prepare(count);
        Assert.Equal("", Told(_sandbox.Run($"$people | {Compare}")));
        _sandbox.Server.ForgetCalls();
    }

    private void Prepare(int count)
    {
        _sandbox.Issue([.. Enumerable.Range(0, count).Select(place => Person(GivenNames[place], Surnames[place]))]);
        _sandbox.Run(Helpers, ("people", _sandbox.Run("$team").Clean().ToArray()), ("joiner", Person("Wim", "Zorn"))).Clean();
        _sandbox.Run("$order.Remove('AllowDuplicate')").Clean();
        _sandbox.Server.ForgetCalls();
    }

    private static PSObject Person(string givenName, string surname)
    {
        PSObject person = SandboxSession.Person(givenName, surname, $"{givenName}.{surname}@legal.example".ToLowerInvariant());
        person.Properties.Add(new PSNoteProperty("ObjectGUID", Guid.NewGuid()));
        return person;
    }
}

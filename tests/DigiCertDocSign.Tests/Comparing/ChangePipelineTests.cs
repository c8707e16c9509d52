using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Conventions;
using DigiCertDocSign.Tests.Engine;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// One list of changes goes into every cmdlet: each carries out its own kind, once it has looked that the change still holds, and leaves
/// the rest. $changes has one change of each kind.
/// </summary>
public sealed class ChangePipelineTests : IAsyncLifetime
{
    private const long Due = 271400871;
    private const string Order = "New-DocSigningOrder @basics";
    private const string Renew = "New-DocSigningRenewal -AgreeToSubscriberAgreement";
    private const string Revoke = "Revoke-DocSigningCertificate";
    private const string Stop = "Stop-DocSigningOrder";
    private const string Keys = "New-DocSigningCsr -KeyDirectory $folder/new -KeyPassword $password -KeyAlgorithm P256";
    private const string Plan = "New-DocSigningPlan @basics";

    private const string Changes = """
        $seen = $ann | Compare-DocSigningDirectory -Scope Legal
        function New-Change($kind, $order, $person) {
            $fields = @{ Kind = $kind; Reason = "$kind, says the directory."; Scope = 'Legal'; ComparedAt = $clock.GetUtcNow() }
            foreach ($name in 'AccountId', 'IsSandbox', 'Comparison') { $fields[$name] = $seen.$name }
            if ($order) {
                $now = Get-DocSigningOrder -OrderId $order
                $fields += @{ OrderId = $order; Status = $now.Status; CertificateId = $now.CertificateId }
                $fields += @{ Person = $now.Person; Email = $now.Email }
            }
            if ($person) {
                $fields.Person = "$($person.GivenName) $($person.Surname)"
                $fields.Email = $person.EmailAddress
                $fields.InputObject = $person
            }
            if ($kind -eq 'Revoke') { $fields.RevocationReason = 'AffiliationChanged' }
            [System.Management.Automation.LanguagePrimitives]::ConvertTo($fields, $changeType)
        }
        $basics = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1 }
        $basics += @{ AgreeToSubscriberAgreement = $true; ProvisioningMethod = 'Email' }
        $order = @{ @BASICS@ }
        $waiting = $eve | New-DocSigningOrder @order -Csr $csr
        $waiting | Approve-DocSigningRequest
        $changes = @(
            New-Change Order $null $ada
            New-Change Renew 271400871 $mira
            New-Change Replace $orders[0].OrderId $married
            New-Change Revoke $orders[1].OrderId
            New-Change Cancel $waiting.OrderId
            New-Change Keep $orders[2].OrderId $ann
            New-Change Look $orders[2].OrderId $ann
        )
        """;

    private readonly SandboxSession _sandbox = new();

    private IEnumerable<JObject> Ordered =>
        _sandbox.Changes.Where(call => call.PathAndQuery.EndsWith("/order/certificate/ds_org_individual", StringComparison.Ordinal))
            .Select(call => JObject.Parse(call.Body));

    public async Task InitializeAsync()
    {
        await _sandbox.InitializeAsync();
        PSObject ann = SandboxSession.Person("Ann", "Lie", "ann.lie@fjordlab.example");
        _sandbox.Issue(
            SandboxSession.Person("Lars", "Dahl", "lars.dahl@fjordlab.example"),
            SandboxSession.Person("Bo", "Vik", "bo.vik@fjordlab.example"),
            ann);
        _sandbox.Run(
            Changes,
            ("changeType", ModuleCmdlets.Shipped.Select(one => one.GetType("DigiCertDocSign.DirectoryChange")).OfType<Type>().Single()),
            ("ada", SandboxSession.Person("Ada", "Moe", "ada.moe@fjordlab.example")),
            ("mira", SandboxSession.Person("Mira K.", "Solberg", "mira.solberg@fjordlab.example")),
            ("married", SandboxSession.Person("Lars", "Holm", "lars.dahl@fjordlab.example")),
            ("eve", SandboxSession.Person("Eve", "Lund", "eve.lund@fjordlab.example")),
            ("ann", ann)).Clean();
        _sandbox.Server.ForgetCalls();
    }

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("$changes | Export-Clixml $folder/changes.xml; $changes = Import-Clixml $folder/changes.xml; ")]
    [InlineData("$changes = $changes | ConvertTo-Json | ConvertFrom-Json; ")]
    [InlineData("$changes = $changes | ConvertTo-Json | ConvertFrom-Json -AsHashtable; ")]
    public void One_list_goes_into_every_cmdlet_and_each_takes_its_kind(string kept)
    {
        ScriptRun plan = _sandbox.Run($"{kept}$changes | {Plan}");
        ScriptRun run = _sandbox.Run(
            $"$keyed = $changes | {Keys}; $keyed | {Order}; $keyed | {Renew}; $changes | {Revoke}; $changes | {Stop}; "
            + "$keyed.Email; Get-DocSigningJournal | Where-Object TargetOrderId | ForEach-Object { \"$($_.Kind) $($_.TargetOrderId)\" }; "
            + "\"$($orders[0].OrderId) $($orders[1].OrderId) $($waiting.OrderId)\"");

        Assert.Equal("Ada Moe", Assert.Single(plan.Clean()).Properties["Person"].Value);
        string[] told = [.. run.Clean().Skip(3).Select(line => $"{line}")];
        Assert.Equal(["ada.moe@fjordlab.example", "mira.solberg@fjordlab.example", "lars.dahl@fjordlab.example"], told[..3]);
        string[] ids = told[^1].Split(' ');
        Assert.Equal(
            [$"Cancellation {ids[2]}", $"Renewal {Due}", $"Replacement {ids[0]}", $"Revocation {ids[1]}"], told[3..^1].Order());
        Assert.Equal(
            [("Moe", null), ("Solberg", Due), ("Holm", null)],
            Ordered.Select(body => (body["subject"]!.Value<string>("surname"), body.Value<long?>("renewal_of_order_id"))));
        RecordedCall[] ends = [.. _sandbox.Changes.Where(call => call.Method == "PUT")];
        Assert.Equal(2, ends.Length);
        Assert.Equal(
            ("affiliationChanged", "Revoke, says the directory."),
            (JObject.Parse(ends[0].Body).Value<string>("revocation_reason"), JObject.Parse(ends[0].Body).Value<string>("comments")));
        Assert.Equal("Cancel, says the directory.", JObject.Parse(ends[1].Body).Value<string>("note"));
    }

    [Fact]
    public void What_is_left_is_said_with_Verbose_and_a_parameter_goes_before_the_change()
    {
        ScriptRun run = _sandbox.Run(
            $"$changes | {Revoke} -Reason KeyCompromise -Comment Ticket -Verbose; $changes | {Stop} -Note Ticket; "
            + $"$changes | {Keys} -WhatIf; $changes[5, 6] | {Order} -Verbose; $changes[5, 6] | {Renew} -Verbose");

        run.Clean();
        Assert.Equal(6 + 2 + 2, run.Verbose.Count(line => line.StartsWith("Left to another command: ", StringComparison.Ordinal)));
        Assert.Contains("Left to another command: Order for Ada Moe <ada.moe@fjordlab.example>.", run.Verbose);
        Assert.Equal(["keyCompromise", null], _sandbox.Changes.Select(call => JObject.Parse(call.Body).Value<string>("revocation_reason")));
        Assert.All(_sandbox.Changes, call => Assert.Contains("Ticket", call.Body, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(_sandbox.Folder, "new")));
    }

    [Fact]
    public void WhatIf_carries_out_no_change()
    {
        string[] files = [.. _sandbox.Files];

        _sandbox.Run(
            $"$changes | {Keys} -WhatIf; $changes | {Order} -Csr $csr -WhatIf; $changes | {Renew} -ProvisioningMethod ClientApp -WhatIf; "
            + $"$changes | {Revoke} -WhatIf; $changes | {Stop} -WhatIf").Clean();

        Assert.Empty(_sandbox.Changes);
        Assert.Equal(files, _sandbox.Files);
    }

    [Theory]
    [InlineData("25.00:00", "more than 24 hours ago")]
    [InlineData("-00:10", "and it is 2026-11-03 09:")]
    public void A_change_is_carried_out_within_a_day_of_its_comparison(string age, string said)
    {
        ScriptRun run = _sandbox.Run(
            $"foreach ($change in $changes) {{ $change.ComparedAt = $clock.GetUtcNow() - [timespan]'{age}' }}; $changes | {Plan}; "
            + $"$changes | {Keys}; $changes | {Order}; $changes | {Renew}; $changes | {Revoke}; $changes | {Stop}");

        Assert.Equal(Enumerable.Repeat("ChangeOutdated", 1 + 3 + 1 + 2 + 1 + 1), run.ErrorIds);
        Assert.All(run.Errors, error => Assert.Contains(said, error.ToString(), StringComparison.Ordinal));
        Assert.Equal(
            ["Order", "Order", "Renew", "Replace", "Order", "Renew", "Replace", "Revoke", "Cancel"],
            run.Errors.Select(error => $"{PSObject.AsPSObject(error.TargetObject).Properties["Kind"].Value}"));
        Assert.Empty(run.Output);
        Assert.Empty(_sandbox.Changes);
    }

    [Fact]
    public void A_change_whose_order_has_changed_since_is_refused_and_the_others_go_on()
    {
        ScriptRun run = _sandbox.Run(
            "$changed = $changes | ConvertTo-Json | ConvertFrom-Json; "
            + "$changed[1].Status = 'Pending'; $changed[2].CertificateId = 5; $changed[3].CertificateId = 5; "
            + "$changed[4].Status = 'NeedsCsr'; "
            + $"$all = @($changed[1..4]) + $changes[1..4]; $all | {Renew} -ProvisioningMethod ClientApp; $all | {Revoke}; $all | {Stop}");

        Assert.Equal(Enumerable.Repeat("ChangeOutdated", 4), run.ErrorIds);
        Assert.Contains(
            "Renew order 271400871 for Mira K. Solberg <mira.solberg@fjordlab.example>: the order was Pending when the comparison "
            + "was made, and is Issued. Nothing was done.",
            run.Errors[0].ToString(),
            StringComparison.Ordinal);
        Assert.Contains("had certificate 5 when the comparison was made, and has certificate ", run.Errors[2].ToString());
        Assert.Equal((2, 2), (Ordered.Count(), _sandbox.Changes.Count(call => call.Method == "PUT")));
    }

    [Fact]
    public void A_flat_row_ends_what_it_names_and_orders_for_nobody()
    {
        ScriptRun run = _sandbox.Run(
            "$changes | Export-Csv $folder/changes.csv; $flat = Import-Csv $folder/changes.csv; "
            + $"$flat | {Plan}; $flat | {Keys}; $flat | {Order} -Csr $csr; $flat | {Renew} -Csr $csr; $flat | {Revoke}; $flat | {Stop}");

        Assert.Equal(Enumerable.Repeat("ChangeUnclear", 1 + 3 + 1 + 2), run.ErrorIds);
        Assert.All(run.Errors, error => Assert.Contains("as from a CSV file", error.ToString(), StringComparison.Ordinal));
        Assert.Equal(["PUT", "PUT"], _sandbox.Changes.Select(call => call.Method));
    }

    /// <summary>A row of a table of changes has the id of an order that nothing is to happen to.</summary>
    [Theory]
    [InlineData("Import-Csv $folder/changes.csv")]
    [InlineData("Import-Csv $folder/changes.csv | ConvertTo-Json | ConvertFrom-Json -AsHashtable")]
    [InlineData("$changes | Select-Object Kind, OrderId, Person, Email | ConvertTo-Json | ConvertFrom-Json")]
    public void A_row_without_its_time_does_nothing_to_anybody(string rows)
    {
        ScriptRun run = _sandbox.Run(
            "$changes | Select-Object Kind, OrderId, Person, Email | Export-Csv $folder/changes.csv; "
            + $"$rows = {rows} | Where-Object Kind -notin 'Order', 1; $rows | {Revoke} -Reason Superseded; $rows | {Stop} -Note Old; "
            + $"$rows | {Renew} -ProvisioningMethod ClientApp; $rows | {Order} -ProvisioningMethod ClientApp");

        Assert.Equal(Enumerable.Repeat("ChangeUnclear", 1 + 1 + 2), run.ErrorIds);
        Assert.All(run.Errors, error => Assert.Contains("ComparedAt is missing", error.ToString(), StringComparison.Ordinal));
        Assert.Empty(_sandbox.Changes);
    }

    [Fact]
    public void The_person_is_read_as_in_the_comparison_or_not_at_all()
    {
        const string Other = "$changes[0].InputObject | Add-Member Private ada@private.example; $basics.ProvisioningMethod = 'ClientApp'; ";

        ScriptRun refused = _sandbox.Run($"{Other}$changes | {Order} -PropertyMap @{{ Email = 'Private' }}");
        ScriptRun mapped =
            _sandbox.Run($"$changes[0].Email = 'ada@private.example'; $changes | {Order} -PropertyMap @{{ Email = 'Private' }}");

        Assert.Equal(["ChangeUnclear"], refused.ErrorIds);
        Assert.Contains("reads as Ada Moe <ada@private.example>", Assert.Single(refused.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal("ada@private.example", Assert.Single(mapped.Clean()).Properties["Email"].Value);
        Assert.Single(Ordered);
    }

    [Theory]
    [InlineData("$row.OrderId = $other.OrderId; $row.CertificateId = $other.CertificateId", "ChangeUnclear", "CertCentral has order")]
    [InlineData("$row.Status = ''", "ChangeUnclear", "Status is missing")]
    [InlineData("$row.CertificateId = ''", "ChangeUnclear", "CertificateId is missing")]
    [InlineData("$row.AccountId = 5", "ChangeUnclear", "another account")]
    [InlineData("$row.IsSandbox = 'True'", "ChangeUnclear", "another account")]
    public void A_row_that_was_edited_or_is_of_another_account_ends_nothing(string edit, string errorId, string said)
    {
        ScriptRun run = _sandbox.Run(
            "$changes[3] | Export-Csv $folder/one.csv; $row = Import-Csv $folder/one.csv; "
            + "$other = Get-DocSigningOrder -OrderId $orders[2].OrderId; "
            + $"{edit}; $row | {Revoke}");

        Assert.Equal([errorId], run.ErrorIds);
        Assert.Contains(said, Assert.Single(run.Errors).ToString(), StringComparison.Ordinal);
        Assert.Empty(_sandbox.Changes);
    }

    /// <summary>What was true of a list that is not the last any more is true of nobody.</summary>
    [Theory]
    [InlineData("$null = $ann | Compare-DocSigningDirectory -Scope legal", "ChangeOutdated", "was compared again since")]
    [InlineData("$changes | ForEach-Object { $_.Scope = 'Lega1' }", "ChangeUnclear", "has no comparison of the scope 'Lega1'")]
    [InlineData("$changes | ForEach-Object { $_.AccountId = $null }", "ChangeUnclear", "AccountId is missing")]
    [InlineData("$changes | ForEach-Object { $_.IsSandbox = $null }", "ChangeUnclear", "IsSandbox is missing")]
    [InlineData("$changes = $changes | Select-Object * -ExcludeProperty AccountId, Comparison", "ChangeUnclear", "AccountId is missing")]
    public void Nothing_is_made_bought_or_ended_by_a_comparison_that_may_not_be_the_last(string since, string errorId, string said)
    {
        string[] files = [.. _sandbox.Files];

        ScriptRun run = _sandbox.Run($"{since}; $changes | {Plan}; $changes | {Keys}; $changes | {Order}; $changes | {Renew}; "
            + $"$changes | {Revoke}; $changes | {Stop}");

        Assert.Equal(Enumerable.Repeat(errorId, 1 + 3 + 1 + 2 + 1 + 1), run.ErrorIds);
        Assert.All(run.Errors, error => Assert.Contains(said, error.ToString(), StringComparison.Ordinal));
        Assert.Empty(_sandbox.Changes);
        Assert.Equal(files, _sandbox.Files);
    }

    /// <summary>Another process may compare while the list is worked on, and what is ended cannot be had back.</summary>
    [Fact]
    public void What_ends_is_asked_of_the_scope_each_time()
    {
        ScriptRun run = _sandbox.Run("""
            $both = @(New-Change Revoke $orders[1].OrderId; New-Change Revoke $orders[0].OrderId)
            $both | ForEach-Object {
                if ($_ -eq $both[1]) { $null = $ann | Compare-DocSigningDirectory -Scope Legal }
                $_
            } | Revoke-DocSigningCertificate
            """);

        Assert.Equal(["ChangeOutdated"], run.ErrorIds);
        Assert.Single(_sandbox.Changes);
    }

    [Fact]
    public void What_a_comparison_under_WhatIf_has_found_is_good_for_a_rehearsal_alone()
    {
        const string Trial = "$changes | ForEach-Object { $_.Comparison = $null }; ";

        ScriptRun rehearsed = _sandbox.Run($"{Trial}$changes | {Plan}; $changes | {Keys} -WhatIf; $changes | {Order} -Csr $csr -WhatIf; "
            + $"$changes | {Revoke} -WhatIf; $changes | {Stop} -WhatIf");
        ScriptRun meant = _sandbox.Run($"$changes | {Keys}; $changes | {Order} -Csr $csr; $changes | {Renew}; $changes | {Revoke}; "
            + $"$changes | {Stop}");

        Assert.Equal("Ada Moe", Assert.Single(rehearsed.Clean()).Properties["Person"].Value);
        Assert.Equal(Enumerable.Repeat("ChangeUnclear", 3 + 1 + 2 + 1 + 1), meant.ErrorIds);
        Assert.Empty(_sandbox.Changes);
    }

    /// <summary>A night that was killed behind its first order begins with the same list, where it is not compared again.</summary>
    [Fact]
    public void What_was_carried_out_takes_nothing_from_the_other_changes_and_is_not_done_twice()
    {
        const string Night = $"$keyed = @($changes | {Keys}); $keyed | {Order}; ";

        _sandbox.Run(Night).Clean();
        ScriptRun run = _sandbox.Run($"{Night}$keyed | {Renew}; $changes | {Revoke}; $changes | {Stop}; $keyed | {Renew}; "
            + $"$changes | {Revoke}; $changes | {Stop}");

        Assert.DoesNotContain("ChangeOutdated", run.ErrorIds);
        Assert.Equal((3, 2), (Ordered.Count(), _sandbox.Changes.Count(call => call.Method == "PUT")));
    }

    /// <summary>A reissue must not redirect a revocation to the certificate that the person has now.</summary>
    [Fact]
    public void A_certificate_that_was_reissued_since_the_comparison_is_not_the_one_to_revoke()
    {
        _sandbox.Run("""
            $id = $changes[3].OrderId
            $before = (Get-DocSigningOrder -OrderId $id).CertificateId
            $bo = @{ GivenName = 'Bo'; Surname = 'Vik'; JobTitle = 'Counsel'; Phone = '+47 1'; Email = 'bo.vik@fjordlab.example' }
            $new = New-DocSigningCsr @bo -KeyDirectory $folder/again -KeyPassword $password -KeyAlgorithm P256
            $null = $new | Request-DocSigningReissue -OrderId $id -Reason TokenLost 3> $null
            Get-DocSigningRequest -Status Pending | ForEach-Object { Approve-DocSigningRequest -RequestId $_.RequestId }
            $clock.Advance([timespan]'00:05:00')
            """).Clean();
        _sandbox.Server.ForgetCalls();

        ScriptRun run = _sandbox.Run($"$changes | {Revoke}; $changes[3].CertificateId = $null; $changes | {Revoke}; "
            + "\"$before $((Get-DocSigningOrder -OrderId $id).CertificateId)\"");

        Assert.Equal(["ChangeOutdated", "ChangeUnclear"], run.ErrorIds);
        string[] ids = $"{Assert.Single(run.Output)}".Split(' ');
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Contains(
            $"had certificate {ids[0]} when the comparison was made, and has certificate {ids[1]} now", run.Errors[0].ToString(),
            StringComparison.Ordinal);
        Assert.Contains("CertificateId is missing", run.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Empty(_sandbox.Changes);
    }

    [Fact]
    public void The_id_of_the_comparison_is_the_persons_and_another_one_is_refused()
    {
        const string Id = "$changes[0].DirectoryId = '11111111-2222-3333-4444-555555555501'; $basics.ProvisioningMethod = 'ClientApp'; ";
        const string Other = "$changes[0].InputObject | Add-Member ObjectGUID 11111111-2222-3333-4444-555555555502; ";

        ScriptRun refused = _sandbox.Run($"{Id}{Other}$changes | {Order}");

        Assert.Equal(["ChangeUnclear"], refused.ErrorIds);
        Assert.Contains("Give the same -PropertyMap", Assert.Single(refused.Errors).ToString(), StringComparison.Ordinal);
        Assert.Empty(Ordered);
    }

    [Fact]
    public void What_is_no_change_needs_a_reason_to_end()
    {
        ScriptRun run = _sandbox.Run($"$orders[1] | {Revoke}; $waiting | {Stop}; Stop-DocSigningOrder -OrderId $waiting.OrderId");

        Assert.Equal(["ReasonMissing", "ReasonMissing", "ReasonMissing"], run.ErrorIds);
        Assert.Empty(_sandbox.Changes);
    }
}

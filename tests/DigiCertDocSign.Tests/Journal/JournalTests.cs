using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>
/// What an administrator sees of placing once: the same list twice, a run that ends early, an order in doubt, a journal that fails.
/// </summary>
public sealed class JournalTests : IAsyncLifetime
{
    private const string Order =
        "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
        + "ProvisioningMethod = 'ClientApp'; AgreeToSubscriberAgreement = $true }; ";

    private readonly SandboxSession _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public void The_same_list_twice_buys_once_and_gives_the_same_orders()
    {
        _sandbox.Session.Host.TakeText();
        ScriptRun first = _sandbox.Run(Order + "$people | New-DocSigningOrder @order", ("people", People(5)));
        Assert.Contains("5 placed, 0 already ordered", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        ScriptRun second = _sandbox.Run("$people | New-DocSigningOrder @order");

        Assert.Equal(OrderIds(first), OrderIds(second));
        Assert.Equal(5, Posts);
        Assert.Equal(5, second.Warnings.Count);
        Assert.All(second.Warnings, warning => Assert.Contains("already, so nothing was bought", warning, StringComparison.Ordinal));
        Assert.StartsWith("5 placed, 0 already ordered, 0 failed, 0 in doubt", Assert.Single(first.Information), StringComparison.Ordinal);
        Assert.StartsWith("0 placed, 5 already ordered, 0 failed, 0 in doubt", Assert.Single(second.Information), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_asks_to_resume_and_has_nothing_in_doubt_is_told_so()
    {
        _sandbox.Session.Host.TakeText();

        Assert.Empty(_sandbox.Run("Resume-DocSigningOrder").Clean());
        Assert.Contains("Nothing is in doubt", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_twice_in_a_list_is_bought_for_once_whatever_the_letter_case()
    {
        PSObject[] twice =
        [
            SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example"),
            SandboxSession.Person("Nora", "Vik", "NORA.Vik@fjordlab.example"),
        ];

        ScriptRun run = _sandbox.Run(Order + "$people | New-DocSigningOrder @order -ThrottleLimit 4", ("people", twice));

        Assert.Single(OrderIds(run).Distinct());
        Assert.Equal(2, run.Output.Count);
        Assert.Equal(1, Posts);
    }

    [Fact]
    public void An_order_of_the_web_console_under_another_spelling_of_the_name_is_the_persons()
    {
        // The account has an issued order for Mira K. Solberg.
        ScriptRun run = _sandbox.Run(
            Order + "($mira | New-DocSigningPlan @order).Action; $mira, $kari | New-DocSigningOrder @order",
            ("mira", SandboxSession.Person()),
            ("kari", SandboxSession.Person("Kari")));

        Assert.Equal("AlreadyOrdered", run.Output[0].ToString());
        Assert.Equal("Issued", run.Value<string>("Status", 1));
        Assert.Contains("already as Mira K. Solberg, so nothing was bought", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal(["EmailOfAnotherPerson"], run.ErrorIds);
        Assert.Equal(0, Posts);
    }

    [Fact]
    public void Who_did_what_to_an_order_is_shown()
    {
        ScriptRun run = _sandbox.Run(
            Order + """
                $null = $people | New-DocSigningOrder @order
                $intent = Get-DocSigningJournal -IncludeHistory
                $intent.UserName, $intent.HostName, "$($intent.History.To)", "$($intent.History[0])", (Get-DocSigningJournal).History.Count
                """,
            ("people", People(1)));

        Assert.Equal(
            [Environment.UserName, Environment.MachineName, "Planned Sent Placed", "0"],
            run.Output.Select(line => line.ToString()).Where(line => !line!.Contains(':')));
        Assert.EndsWith(
            $" Planned, {Environment.UserName} on {Environment.MachineName}", run.Output[3].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_duplicate_that_is_asked_for_is_bought()
    {
        ScriptRun run = _sandbox.Run(
            Order + "$people | New-DocSigningOrder @order; $people | New-DocSigningOrder @order -AllowDuplicate",
            ("people", People(1)));

        Assert.Equal(2, OrderIds(run).Distinct().Count());
        Assert.Contains("because duplicates are allowed", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Some_orders_at_once_come_in_the_order_of_the_input()
    {
        ScriptRun run = _sandbox.Run(Order + "$people | New-DocSigningOrder @order -ThrottleLimit 8", ("people", People(40)));

        Assert.Equal(
            Enumerable.Range(0, 40).Select(number => $"person{number}@fjordlab.example"),
            run.Clean().Select(order => order.Properties["Email"].Value));
        Assert.Equal(40, Posts);
    }

    [Fact]
    public void A_run_ends_with_the_reason_when_it_has_placed_or_failed_as_often_as_allowed()
    {
        // What was paid for reaches the variable, too.
        ScriptRun few = _sandbox.Run(Order + "$placed = $people | New-DocSigningOrder @order -MaxOrders 2; $placed", ("people", People(5)));

        Assert.Equal(["MaxOrdersReached"], few.ErrorIds);
        Assert.StartsWith("2 placed", Assert.Single(few.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, few.Output.Count);
        Assert.Contains("The run was stopped", Assert.Single(few.Information), StringComparison.Ordinal);

        // The same command goes on with the others: who has an order does not count.
        Assert.Equal(4, _sandbox.Run("$people | New-DocSigningOrder @order -MaxOrders 2").Output.Count);
        Assert.Equal(4, Posts);

        PSObject[] bad = [.. Enumerable.Range(0, 5).Select(_ => SandboxSession.Person(phone: null))];
        ScriptRun failing = _sandbox.Run("$people | New-DocSigningOrder @order -MaxErrors 2", ("people", bad));
        Assert.Equal(["PhoneMissing", "PhoneMissing", "PhoneMissing", "MaxErrorsReached"], failing.ErrorIds);
        Assert.Equal(4, Posts);
    }

    [Fact]
    public void A_run_that_cannot_begin_ends_at_once_and_an_error_of_an_input_names_its_person()
    {
        _sandbox.Server.Answering = call =>
            call.Method == "GET"
                ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied","message":"No right to see orders."}]}""")
                : null;
        ScriptRun none = _sandbox.Run(Order + "$people | New-DocSigningOrder @order", ("people", People(5)));
        Assert.Equal(["PermissionDenied"], none.ErrorIds);
        Assert.Equal(0, Posts);

        _sandbox.Server.Answering = call =>
            call.Method == "POST"
                ? ByHand.Answer(400, "application/json", """{"errors":[{"code":"invalid_value|phone","message":"Not a phone number."}]}""")
                : null;
        ScriptRun refused = _sandbox.Run(
            "$people + $noPhone | New-DocSigningOrder @order",
            ("people", People(2)),
            ("noPhone", SandboxSession.Person(phone: null)));

        Assert.Equal(
            [
                "Nraxa Berg <person0@fjordlab.example>: ",
                "Nrbxa Berg <person1@fjordlab.example>: ",
                "Mira Solberg <mira.solberg@fjordlab.example>: ",
            ],
            refused.Errors.Select(error => error.ToString()[..(error.ToString().IndexOf('>', StringComparison.Ordinal) + 3)]));
    }

    [Fact]
    public void An_empty_account_and_a_lapsed_validation_end_a_run_before_it_fails_five_times()
    {
        _sandbox.Server.Answering = call =>
            call.PathAndQuery.EndsWith("/organization/610233/validation", StringComparison.Ordinal)
                ? ByHand.Answer(
                    200,
                    "application/json",
                    """{"validations":[{"type":"ds","status":"expired","validated_until":"2026-10-01T00:00:00+00:00"}]}""")
                : null;
        ScriptRun lapsed = _sandbox.Run(Order + "$people | New-DocSigningOrder @order", ("people", People(5)));
        Assert.Equal(["OrganizationNotValidated"], lapsed.ErrorIds);
        Assert.Equal(0, Posts);
        Assert.Single(_sandbox.Run("$people | New-DocSigningOrder @order -Force -MaxOrders 1").Output);

        _sandbox.Server.Answering =
            call => call.Method == "POST" && call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal)
                ? ByHand.Answer(
                    400,
                    "application/json",
                    """{"errors":[{"code":"invalid_value|payment_method","message":"Insufficient funds."}]}""")
                : call.PathAndQuery.Contains("/finance/balance", StringComparison.Ordinal)
                    ? ByHand.Answer(200, "application/json", """{"balance":"12.00","currency":"USD","total_available_funds":"12.00"}""")
                    : null;
        ScriptRun poor = _sandbox.Run("$people | New-DocSigningOrder @order");

        Assert.Equal(["FundsExhausted"], poor.ErrorIds);
        Assert.Contains("12.00 USD", Assert.Single(poor.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Single(poor.Output);
    }

    [Fact]
    public async Task An_order_in_doubt_is_kept_shown_and_reconciled_on_demand()
    {
        bool sent = false;
        _sandbox.Server.Answering = call =>
        {
            if (call.Method != "POST")
            {
                return sent ? ByHand.Answer(503, "text/html", "<html><title>Down</title></html>") : null;
            }

            sent = true;
            return ByHand.DropAfter;
        };

        ScriptRun run = await _sandbox.RunAsync(
            TimeSpan.FromSeconds(5),
            Order + "$people | New-DocSigningOrder @order -PatienceSec 30",
            ("people", People(1)));
        Assert.Equal(["OrderOutcomeUnknown"], run.ErrorIds);
        Assert.Equal("person0@fjordlab.example", ((PSObject)run.Errors[0].TargetObject).Properties["EmailAddress"].Value);

        _sandbox.Server.Answering = null;
        PSObject doubtful = Assert.Single(_sandbox.Run("Get-DocSigningJournal -State InDoubt -Email PERSON0@fjordlab.example").Clean());
        Assert.Contains(doubtful.Properties["Reference"].Value.ToString()!, run.Errors[0].Exception.Message, StringComparison.Ordinal);

        // -WhatIf says whose order it is, and leaves it as it is.
        _sandbox.Session.Host.TakeText();

        Assert.Empty(_sandbox.Run("Resume-DocSigningOrder -WhatIf").Clean());
        Assert.Contains("person0@fjordlab.example", _sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Single(_sandbox.Run("Get-DocSigningJournal -State InDoubt").Clean());

        ScriptRun reconciled = _sandbox.Run(
            "Get-DocSigningJournal -State InDoubt | Resume-DocSigningOrder; Get-DocSigningJournal | Get-DocSigningOrderStatus");
        Assert.Equal(
            ["Placed", "NeedsApproval"],
            reconciled.Clean().Select(row => (row.Properties["State"] ?? row.Properties["Status"]).Value.ToString()));
        Assert.Empty(_sandbox.Run("@() | Resume-DocSigningOrder; Resume-DocSigningOrder").Clean());

        ScriptRun again = _sandbox.Run("$people | New-DocSigningOrder @order");
        Assert.Equal(reconciled.Output[0].Properties["OrderId"].Value, Assert.Single(again.Output).Properties["OrderId"].Value);
        Assert.Equal(1, Posts);
    }

    [Fact]
    public void A_plan_is_ordered_as_planned()
    {
        PSObject[] people = [.. People(3), SandboxSession.Person(phone: null)];
        ScriptRun run = _sandbox.Run(
            Order
                + "$people[0] | New-DocSigningOrder @order | Out-Null; $plan = $people | New-DocSigningPlan @order -Comment 'Budget 4410'; "
                + "$plan | ForEach-Object Action; $plan | New-DocSigningOrder -AgreeToSubscriberAgreement",
            ("people", people));

        Assert.Equal(["AlreadyOrdered", "Order", "Order", "Faulty"], run.Clean().Take(4).Select(action => action.ToString()));
        Assert.Equal(
            ["person1@fjordlab.example", "person2@fjordlab.example"],
            run.Output.Skip(4).Select(order => order.Properties["Email"].Value));
        Assert.Matches(
            @"^\[DS-[0-9A-Z]{10}\] Budget 4410$",
            _sandbox.Server.Sandbox.GetOrders().OrderBy(order => order.Id).Last().Comments);
        Assert.Equal(["AgreementMissing"], _sandbox.Run("$plan | New-DocSigningOrder").ErrorIds);
        Assert.Equal(3, Posts);
    }

    [Fact]
    public void Progress_says_what_is_done_and_left_at_which_rate_and_for_how_long_yet()
    {
        _sandbox.Run(Order + "$plan = $people | New-DocSigningPlan @order", ("people", People(3))).Clean();
        _sandbox.Server.Answering = call =>
        {
            _sandbox.Clock.Advance(TimeSpan.FromSeconds(call.Method == "POST" ? 30 : 0));
            return null;
        };

        ScriptRun run = _sandbox.Run("$plan | New-DocSigningOrder -AgreeToSubscriberAgreement");

        Assert.Equal(3, run.Clean().Count);
        Assert.Equal(
            [
                ("1 of 3 done: 1 placed, 0 already ordered, 0 failed; 2 a minute", 33, 60),
                ("2 of 3 done: 2 placed, 0 already ordered, 0 failed; 2 a minute", 66, 30),
                ("3 of 3 done: 3 placed, 0 already ordered, 0 failed; 2 a minute", 100, 0),
            ],
            run.Progress.SkipLast(1).Select(record => (record.StatusDescription, record.PercentComplete, record.SecondsRemaining)));
        Assert.Equal(ProgressRecordType.Completed, run.Progress[^1].RecordType);
    }

    [Theory]
    [InlineData("not a journal at all, but a letter to a colleague about the journal of another", "JournalCorrupt")]
    [InlineData(null, "JournalNotWritable")]
    public void A_journal_that_cannot_be_used_stops_the_run_before_money_moves(string? content, string errorId)
    {
        string path = Path.Combine(_sandbox.Folder, "broken.db");
        if (content is null)
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            File.WriteAllText(path, content);
        }

        ScriptRun run = _sandbox.Run(
            "$broken = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
                + "-RateLimit '100000/1' -JournalPath $path -Name Broken "
                + "-PassThru; "
                + Order
                + "$people | New-DocSigningOrder @order -Connection $broken",
            ("people", People(3)),
            ("path", path));

        // A folder is refused when the connection is made, so that there is none to order over.
        Assert.Equal(content is null ? [errorId, "NotConnected"] : [errorId], run.ErrorIds);
        Assert.Contains(path, run.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, Posts);
    }

    [Fact]
    public void A_journal_in_folders_that_are_not_there_is_made_with_them_for_its_owner_alone()
    {
        string path = Path.Combine(_sandbox.Folder, "new", "deep", "journal.db");

        _sandbox.Run(
            "$deep = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
                + "-RateLimit '100000/1' -TimeoutSec 86400 -JournalPath $path "
                + "-Name Deep -PassThru; "
                + Order
                + "$people | New-DocSigningOrder @order -Connection $deep; $deep | Disconnect-DocSigning",
            ("people", People(1)),
            ("path", path)).Clean();

        Assert.True(File.Exists(path));
        Assert.All(
            Directory.GetFileSystemEntries(_sandbox.Folder, "*", SearchOption.AllDirectories),
            one => Assert.True(IsOwnersAlone(one), one));
    }

    [Fact]
    public async Task A_run_beside_one_that_stands_still_waits_as_long_as_PatienceSec_says()
    {
        var isSent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sandbox.Server.Answering = call =>
        {
            if (call.Method != "POST" || !call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal))
            {
                return null;
            }

            isSent.TrySetResult();
            return ByHand.HangBefore;
        };
        using PowerShell still =
            _sandbox.Session.NewShell(Order + "$people | New-DocSigningOrder @order", ("people", People(1)));
        still.BeginInvoke();
        await isSent.Task;
        using var session = new ModuleSession();
        var time = new LeapingTime(_sandbox.Clock.GetUtcNow());

        ScriptRun run = session.Run(
            "$ConfirmPreference = 'None'; Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $time -TimeoutSec 86400 "
                + "-RateLimit '100000/1' -JournalPath $journal; " + Order + "$people | New-DocSigningOrder @order -PatienceSec 40",
            ("apiKey", Secret.Of("sandbox")),
            ("baseUri", _sandbox.Server.BaseUri),
            ("time", time),
            ("journal", Path.Combine(_sandbox.JournalFolder, "journal.db")),
            ("people", People(1)));
        await Task.Factory.FromAsync(still.BeginStop(null, null), still.EndStop);

        Assert.Empty(run.Output);
        Assert.Contains("person0@fjordlab.example", Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.InRange(time.Passed.TotalSeconds, 38, 45);
        Assert.Contains("Another run orders for person0@fjordlab.example", run.Warnings[0], StringComparison.Ordinal);
        Assert.InRange(run.Warnings.Count, 1, 2);
        Assert.Equal(1, Posts);
    }

    [Fact]
    public void A_sandbox_with_a_file_has_its_journal_beside_it_another_keeps_it_in_memory()
    {
        string path = Path.Combine(_sandbox.Folder, "account.json");
        ScriptRun run = _sandbox.Run(
            Order + "$box = Connect-DocSigning -Sandbox -SandboxPath $path -Name Box -PassThru; $people | New-DocSigningOrder @order "
            + "-Connection $box | Out-Null; Disconnect-DocSigning -Name Box;"
            + "$box = Connect-DocSigning -Sandbox -SandboxPath $path -Name Box -PassThru; Get-DocSigningJournal -Connection $box; "
            + "$box.JournalPath; (Connect-DocSigning -Sandbox -Name Memory -PassThru).JournalPath; Disconnect-DocSigning -Name Box",
            ("people", People(2)),
            ("path", path));

        Assert.Equal(["Placed", "Placed"], run.Clean().Take(2).Select(intent => intent.Properties["State"].Value.ToString()));
        Assert.Equal(path + ".journal.db", run.Output[2].ToString());
        Assert.Null(run.Output[3]);
    }

    private static bool IsOwnersAlone(string path)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & others) == 0;
    }

    /// <summary>Every pause is over at once; the time that a call may take, which is hours here, never is.</summary>
    private sealed class LeapingTime(DateTimeOffset start) : TimeProvider
    {
        private readonly JumpingTime _pauses = new(start);

        public TimeSpan Passed => _pauses.Passed;

        public override long TimestampFrequency => _pauses.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _pauses.GetUtcNow();

        public override long GetTimestamp() => _pauses.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _pauses.CreateTimer(callback, state, dueTime < TimeSpan.FromHours(1) ? dueTime : Timeout.InfiniteTimeSpan, period);
    }

    private int Posts => _sandbox.Changes.Count(call => call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal));

    private static IEnumerable<long> OrderIds(ScriptRun run) => run.Clean().Select(order => (long)order.Properties["OrderId"].Value);

    // People who share a name would be asked about.
    private static string GivenName(int number) => $"Nr{(char)('a' + (number % 26))}x{(char)('a' + (number / 26))}";

    private static PSObject[] People(int count) =>
        [.. Enumerable.Range(0, count).Select(number => SandboxSession.Person(
            GivenName(number),
            "Berg",
            $"person{number}@fjordlab.example"))];
}

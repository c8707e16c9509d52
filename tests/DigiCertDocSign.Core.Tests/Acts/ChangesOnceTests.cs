using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Organizations;
using CertCentral.Sandbox;
using DigiCertDocSign.Account;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Requests;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>
/// Whatever breaks, and whenever a process dies: a change that may be sent again is so at the end, its answer of success counts when it is
/// shown, and the journal has the key that the server has.
/// </summary>
public class ChangesOnceTests
{
    private const long Organization = 610233;

    /// <summary>What is changed, by the call that changes it.</summary>
    private static readonly Dictionary<string, Change> Changes = new()
    {
        ["approve"] = new(SandboxRoutes.UpdateRequestStatus, FaultKind.DecisionNotSeen)
        {
            RunAsync = fixture => DecideAsync(fixture, RequestVerdict.Approve),
            IsSoAsync = fixture => Task.FromResult(fixture.Order.Requests[0].Status == "approved"),
            IsApproved = false,
        },
        ["reject"] = new(SandboxRoutes.UpdateRequestStatus, FaultKind.DecisionNotSeen)
        {
            RunAsync = fixture => DecideAsync(fixture, RequestVerdict.Reject),
            IsSoAsync = fixture => Task.FromResult(fixture.Order.Requests[0].Status == "rejected"),
            IsApproved = false,
        },
        ["CSR by POST"] = new(SandboxRoutes.UpdateCsr, FaultKind.CsrNotSeen) { RunAsync = SendCsrAsync, IsSoAsync = HasNewKeyAsync },
        ["CSR by PUT"] = new(SandboxRoutes.UpdateCsrByPut, FaultKind.CsrNotSeen)
        {
            RunAsync = SendCsrAsync,
            IsSoAsync = HasNewKeyAsync,
            CsrMethod = SandboxCsrMethod.Put,
        },
        ["organization"] = new(SandboxRoutes.CreateOrganization, null)
        {
            RunAsync = MakeOrganizationAsync,
            IsSoAsync = async fixture => await CountNewAsync(fixture) == 1,
        },
        ["contact"] = new(SandboxRoutes.SetOrganizationContacts, FaultKind.OrganizationChangeNotSeen)
        {
            RunAsync = SetContactAsync,
            IsSoAsync = async fixture =>
                (await fixture.Client.Organizations.GetAsync(Organization, default)).OrganizationContact!.JobTitle == "Counsel",
        },
        ["validation"] = new(SandboxRoutes.SubmitOrganizationValidation, FaultKind.OrganizationChangeNotSeen)
        {
            RunAsync = SubmitAsync,
            IsSoAsync = async fixture => (await ReadOrganizationAsync(fixture)).ValidationStatus == "Pending",
            Later = TimeSpan.FromDays(200),
        },
        ["emails"] = Upkeep(
            SandboxRoutes.SetAdditionalEmails,
            (upkeep, id) => SetAsync(upkeep, id, new() { AdditionalEmails = ["pki@fjordlab.example"] }),
            order => order.AdditionalEmails is ["pki@fjordlab.example"]),
        ["users"] = Upkeep(
            SandboxRoutes.SetUserAccess,
            (upkeep, id) => SetAsync(upkeep, id, new() { UserIds = [880190] }),
            order => order.UserAssignments!.Exists(user => user.Id == 880190)),
        ["renewal mails"] = Upkeep(
            SandboxRoutes.SetRenewalEmails,
            (upkeep, id) => SetAsync(upkeep, id, new() { SendsRenewalMails = false }),
            order => order.DisableRenewalNotifications == true),
        ["renewal message"] = Upkeep(
            SandboxRoutes.SetRenewalMessage,
            (upkeep, id) => SetAsync(upkeep, id, new() { RenewalMessage = "Ask Ida Berg" }),
            order => order.CustomRenewalMessage == "Ask Ida Berg"),
        ["note"] = Upkeep(
            SandboxRoutes.AddNote,
            (upkeep, id) => upkeep.PlanNoteAsync(id, "Ticket LEG-204", default),
            order => order.Notes!.Count(note => note.Text == "Ticket LEG-204") == 1),
    };

    public static TheoryData<string, SandboxFault, bool> Faults()
    {
        var all = new TheoryData<string, SandboxFault, bool>();
        foreach (string name in Changes.Keys)
        {
            foreach (SandboxFault fault in Enum.GetValues<SandboxFault>())
            {
                all.Add(name, fault, true);
                all.Add(name, fault, false);
            }
        }

        return all;
    }

    public static TheoryData<string, bool> Kills()
    {
        var all = new TheoryData<string, bool>();
        foreach (string name in Changes.Keys)
        {
            all.Add(name, true);
            all.Add(name, false);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_breaks_it_is_so_or_told_and_so_in_the_end(string name, SandboxFault fault, bool showsComments)
    {
        Change change = Changes[name];
        var rule = new SandboxFaultRule
        {
            Fault = fault,
            Route = change.Route,
            Calls = 1,
            Delay = Timeout.InfiniteTimeSpan,
            RetryAfter = TimeSpan.Zero,
        };
        bool isSlow = fault is SandboxFault.SlowBeforeCommit or SandboxFault.SlowAfterCommit;
        using ActFixture fixture = await StartAsync(change, rule, isSlow, showsComments);

        Exception? told = await Record.ExceptionAsync(() => change.RunAsync(fixture));

        bool isSo = await change.IsSoAsync(fixture);
        switch (told)
        {
            case null:
                Assert.True(isSo);
                break;
            case CertCentralException { Executed: false }:
                Assert.False(isSo);
                break;
            case CertCentralException { Executed: null } when change.NotSeen is null:
                break;
            default:
                Assert.Equal((change.NotSeen, false), (Assert.IsType<DocSigningException>(told).Kind, isSo));
                break;
        }

        await AssertKeyAsync(fixture, isSo);
        await RunAgainAsync(fixture, change);
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task A_process_that_is_killed_leaves_the_key_known_and_the_next_ends_it(string name, bool isCarriedOut)
    {
        Change change = Changes[name];
        using ActFixture fixture = await StartAsync(change, rule: null, isSlow: false);
        await fixture.KillAsync(
            () => change.RunAsync(fixture), isCarriedOut, change.CsrMethod == SandboxCsrMethod.Put ? HttpMethod.Put : null);
        fixture.NewProcess();

        Assert.Equal(isCarriedOut, await change.IsSoAsync(fixture));
        await AssertKeyAsync(fixture, isCarriedOut);

        await RunAgainAsync(fixture, change);
    }

    [Theory]
    [InlineData("CSR by POST")]
    [InlineData("contact")]
    [InlineData("validation")]
    [InlineData("reject")]
    [InlineData("approve")]
    public async Task Success_that_nothing_shows_is_told(string name)
    {
        Change change = Changes[name];
        using ActFixture fixture = await StartAsync(change, rule: null, isSlow: false);
        fixture.Wire.Meddle = (call, passOn, _) => call.Method == HttpMethod.Get
            ? passOn()
            : Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.NoContent));

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => change.RunAsync(fixture));

        Assert.Equal(change.NotSeen, told.Kind);
        Assert.Contains("CertCentral", told.Message, StringComparison.Ordinal);
        Assert.Contains("says so, and", told.Message, StringComparison.Ordinal);
        await AssertKeyAsync(fixture, isNew: false);
        fixture.Wire.Meddle = null;
        await RunAgainAsync(fixture, change);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_no_order_shows_its_csr_the_certificate_tells_which_key_is_its_own(bool isTaken)
    {
        using var fixture = new ActFixture(isIssued: false, habits: new SandboxHabits { ShowsCsr = false });
        await fixture.OrderAsync();
        fixture.Wire.Meddle = (call, passOn, _) => call.Method == HttpMethod.Get || isTaken
            ? passOn()
            : Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.NoContent));

        CsrChangeResult result = await SendCsrAsync(fixture);

        Assert.Equal((false, true), (result.IsShown, result.IsNoted));
        await AssertKeyAsync(fixture, isTaken);
    }

    [Fact]
    public async Task A_key_that_may_be_the_orders_is_given_to_nobody_else()
    {
        using var fixture = new ActFixture(isIssued: false);
        await fixture.OrderAsync();
        await fixture.KillAsync(() => SendCsrAsync(fixture), isCarriedOut: false);
        fixture.NewProcess();

        Assert.Equal(fixture.OrderId, Assert.Single(await FindAsync(fixture, fixture.NewKey.PublicKeySha256)).OrderId);
        await fixture.OrderForAnotherAsync();
        var orders = new List<long>();
        await foreach (OrderIntent entry in fixture.OpenJournal().ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            orders.Add(entry.OrderId!.Value);
        }

        var change = new CsrChange(fixture.Client, fixture.OpenJournal(), ActFixture.AccountId);
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() => change.SendAsync(
            Assert.Single(orders, id => id != fixture.OrderId), fixture.NewKey, null, null, CancellationToken.None));
        Assert.Equal((FaultKind.CsrOfAnotherPerson, 0), (told.Kind, fixture.CallsOf(SandboxRoutes.UpdateCsr)));

        Person other = OrderingFixture.Person(2);
        var input = new OrderInput
        {
            Person = other,
            Body = OrderRules.Build(Drafts.Valid(), other, fixture.NewKey.OneLine, Drafts.Now),
        };
        RunResult run = await RunResult.OfAsync(
            fixture.Client, fixture.Journal, new OrderingOptions(), fixture.Time, [input], CancellationToken.None);
        Assert.Equal(FaultKind.CsrOfAnotherPerson, RunResult.Kind(run.Single));
    }

    /// <summary>A decision whose answer was lost, or that a proxy has answered, counts when the request shows it.</summary>
    [Theory]
    [InlineData(RequestVerdict.Approve, true, "Pending", null)]
    [InlineData(RequestVerdict.Reject, true, "Pending", null)]
    [InlineData(RequestVerdict.Approve, true, "Pending", "submitted")]
    [InlineData(RequestVerdict.Approve, false, null, "submitted")]
    public async Task A_decision_that_no_answer_and_no_status_shows_is_told(
        RequestVerdict verdict, bool isLost, string? before, string? after)
    {
        using var fixture = new ActFixture(isIssued: false);
        fixture.Wire.Meddle = (call, _, _) =>
        {
            if (call.Method != HttpMethod.Get)
            {
                return isLost ? throw WireTap.Broken() : Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.NoContent));
            }

            string status = after is null ? "" : $",\"status\":\"{after}\"";
            string shown = $"{{\"id\":7,\"type\":\"new_request\"{status}}}";
            return Task.FromResult(new HttpResponseMessage
            {
                Content = new StringContent(shown, System.Text.Encoding.UTF8, "application/json"),
            });
        };
        var request = new SigningRequest { RequestId = 7, Type = "NewRequest", Status = before };

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => new RequestDecision(fixture.Client, verdict).DecideAsync(request, null, CancellationToken.None));

        Assert.Equal(FaultKind.DecisionNotSeen, told.Kind);
    }

    private static async Task<ActFixture> StartAsync(Change change, SandboxFaultRule? rule, bool isSlow, bool showsComments = true)
    {
        var fixture = new ActFixture(
            isIssued: false,
            rule is null ? null : new SandboxFaultPlan { Rules = [rule] },
            new SandboxHabits { CsrMethod = change.CsrMethod, ShowsComments = showsComments },
            isSlow ? TimeSpan.FromSeconds(1) : null);
        await fixture.OrderAsync(change.IsApproved);
        fixture.Time.Pass(change.Later);
        return fixture;
    }

    private static async Task RunAgainAsync(ActFixture fixture, Change change)
    {
        fixture.NewProcess();
        Exception? told = await Record.ExceptionAsync(() => change.RunAsync(fixture));

        Assert.True(
            told is null or DocSigningException { Kind: FaultKind.OrganizationExists or FaultKind.NoOpenRequest }, $"{told?.Message}");
        Assert.True(await change.IsSoAsync(fixture));
        if (change.RunAsync == SendCsrAsync)
        {
            OrderIntent entry = await fixture.OrderEntryAsync();
            Assert.Equal((fixture.NewKey.PublicKeySha256, ActFixture.KeyOfNew), (entry.PublicKeySha256, entry.KeyReference));
            Assert.Empty(await FindAsync(fixture, KeyOf(fixture.OldCsr)));
        }
    }

    private static string KeyOf(string csr) => CsrInspector.Inspect(csr).PublicKeySha256;

    /// <summary>The entries of a key.</summary>
    private static async Task<IReadOnlyList<OrderIntent>> FindAsync(ActFixture fixture, string publicKey)
    {
        var filter = new JournalFilter { AccountId = ActFixture.AccountId, PublicKeySha256 = publicKey };
        var entries = new List<OrderIntent>();
        await foreach (OrderIntent entry in fixture.OpenJournal().ReadAsync(filter, default))
        {
            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>What a certificate finds of its key, whichever of the two CSRs the server has.</summary>
    private static async Task AssertKeyAsync(ActFixture fixture, bool isNew)
    {
        var keys = new NotedKeys(fixture.OpenJournal());
        string present = KeyOf(fixture.Order.Csr!);
        string expected = present == fixture.NewKey.PublicKeySha256 ? ActFixture.KeyOfNew : ActFixture.OldKey;
        Assert.True(isNew || expected == ActFixture.OldKey);
        Assert.Equal(expected, await keys.FindAsync(ActFixture.AccountId, fixture.OrderId, present, default));
        Assert.Equal(expected, await keys.FindForAsync(ActFixture.AccountId, fixture.OrderId, present, isOnly: true, default));
    }

    private static async Task DecideAsync(ActFixture fixture, RequestVerdict verdict)
    {
        SigningRequest request = await new RequestGuard(fixture.Client).ReadAsync(fixture.Order.Requests[0].Id, default);
        SigningRequest decided = await new RequestDecision(fixture.Client, verdict).DecideAsync(request, null, default);
        Assert.Equal(verdict == RequestVerdict.Approve ? "Approved" : "Rejected", decided.Status);
    }

    private static Task<CsrChangeResult> SendCsrAsync(ActFixture fixture) =>
        new CsrChange(fixture.Client, fixture.OpenJournal(), ActFixture.AccountId)
            .SendAsync(fixture.OrderId, fixture.NewKey, null, ActFixture.KeyOfNew, default);

    private static Task<bool> HasNewKeyAsync(ActFixture fixture) =>
        Task.FromResult(KeyOf(fixture.Order.Csr!) == fixture.NewKey.PublicKeySha256);

    private static async Task MakeOrganizationAsync(ActFixture fixture)
    {
        var changes = new OrganizationChanges(fixture.Client);
        var organization = new NewOrganization
        {
            Name = "Ny AS",
            Address = "Strandgaten 9",
            City = "Bergen",
            State = "Vestland",
            Zip = "5013",
            Country = "NO",
            Telephone = "+47 55",
        };
        var contact = new NewOrganizationContact
        {
            FirstName = "Ida",
            LastName = "Berg",
            Email = "ida.berg@fjordlab.example",
            JobTitle = "IT",
            Telephone = "+47 1",
        };
        OrganizationRequest prepared = await changes.PrepareAsync(organization, contact, null, isSubmitted: false, default);
        Assert.True(await changes.CreateAsync(prepared, default) > 0);
    }

    private static async Task<int> CountNewAsync(ActFixture fixture)
    {
        int count = 0;
        await foreach (OrganizationInfo one in fixture.Client.Organizations.ListAsync(default))
        {
            count += one.Name == "Ny AS" ? 1 : 0;
        }

        return count;
    }

    private static async Task SetContactAsync(ActFixture fixture)
    {
        var changes = new OrganizationChanges(fixture.Client);
        ContactChange change = await changes.PlanContactAsync(
            Organization, "organization_contact", new ContactDetails { JobTitle = "Counsel" }, default);
        if (!change.IsNothing)
        {
            Assert.True(await changes.SetContactAsync(Organization, change, default));
        }
    }

    private static async Task SubmitAsync(ActFixture fixture)
    {
        SigningOrganization before = await ReadOrganizationAsync(fixture);
        var organizations = new AccountOrganizations(fixture.Client, fixture.Time);
        await new OrganizationChanges(fixture.Client).SubmitAsync(before, [], organizations, default);
    }

    private static Task<SigningOrganization> ReadOrganizationAsync(ActFixture fixture) =>
        new AccountOrganizations(fixture.Client, fixture.Time).GetAsync(Organization, default);

    private static Change Upkeep(string route, Func<OrderUpkeep, long, Task<OrderChange>> planAsync, Predicate<OrderInfo> isSo) =>
        new(route, FaultKind.OrderChangeNotSeen)
        {
            RunAsync = async fixture =>
            {
                var upkeep = new OrderUpkeep(fixture.Client);
                Assert.Empty(await upkeep.ApplyAsync(await planAsync(upkeep, fixture.OrderId), default));
            },
            IsSoAsync = async fixture => isSo(await fixture.Client.Orders.GetAsync(fixture.OrderId, default)),
        };

    private static Task<OrderChange> SetAsync(OrderUpkeep upkeep, long orderId, OrderSettings wanted) =>
        upkeep.PlanAsync(orderId, wanted.Checked(), default);

    /// <param name="Route">Of the call.</param>
    /// <param name="NotSeen">What tells that nothing shows it; null where a lost answer is told as such.</param>
    private sealed record Change(string Route, FaultKind? NotSeen)
    {
        /// <summary>One command.</summary>
        public required Func<ActFixture, Task> RunAsync { get; init; }

        /// <summary>Whether the account has it.</summary>
        public required Func<ActFixture, Task<bool>> IsSoAsync { get; init; }

        public SandboxCsrMethod CsrMethod { get; init; }

        /// <summary>The order is approved before.</summary>
        public bool IsApproved { get; init; } = true;

        /// <summary>So much time passes before.</summary>
        public TimeSpan Later { get; init; }
    }
}

using CertCentral;
using CertCentral.Orders;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>
/// A process that does something to an order is killed, with all that it has started, while its call is on the way, and run again.
/// </summary>
public class ActKillTests
{
    private const string RevocationOfAll = "RevocationOfAll";
    private const string TokenReissue = "TokenReissue";
    private const string Csr = "Csr";
    private const string Mails = "Mails";

    /// <summary>What may be sent again, and what the order shows of it then; null where no order ever shows it.</summary>
    private static readonly Dictionary<string, Func<OrderInfo, string, bool>?> Changes = new()
    {
        [Csr] = (order, csr) => KeyOf(order.Certificate!.Csr!) == KeyOf(csr),
        ["Emails"] = (order, _) => order.AdditionalEmails is ["pki@fjordlab.example"],
        ["Users"] = (order, _) => order.UserAssignments!.Exists(user => user.Id == 880190),
        ["RenewalMails"] = (order, _) => order.DisableRenewalNotifications == true,
        ["RenewalMessage"] = (order, _) => order.CustomRenewalMessage == "Ask Ida Berg",
        ["Note"] = (order, _) => order.Notes!.Count(note => note.Text == "Ticket LEG-204") == 1,
        [Mails] = null,
    };

    public static TheoryData<string, bool> KillsOfChanges()
    {
        var all = new TheoryData<string, bool>();
        foreach (string act in Changes.Keys)
        {
            all.Add(act, false);
            all.Add(act, true);
        }

        return all;
    }

    public static TheoryData<string, bool> Kills() => new()
    {
        { nameof(IntentKind.Cancellation), false },
        { nameof(IntentKind.Cancellation), true },
        { nameof(IntentKind.Revocation), false },
        { nameof(IntentKind.Revocation), true },
        { RevocationOfAll, false },
        { RevocationOfAll, true },
        { nameof(IntentKind.Reissue), false },
        { nameof(IntentKind.Reissue), true },
    };

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task A_process_that_is_killed_and_run_again_does_it_once(string act, bool isCarriedOut)
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        await using LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions
        {
            Limits = SandboxLimits.None,
            ValidationDelay = act == nameof(IntentKind.Cancellation) ? TimeSpan.FromDays(1) : TimeSpan.Zero,
        });
        string csr = ActFixture.NewCsr();
        long orderId = await OrderAsync(server);

        await KillAsync(server, path, act, orderId, csr, isCarriedOut);
        Assert.Equal(IntentState.Sent, (await ReadAsync(path)).State);

        using (var again = OrderingProcess.StartAct(server, path, act, orderId, csr))
        {
            Assert.Equal("", (await again.EndAsync()).Faults);
        }

        IntentKind kind = act == RevocationOfAll ? IntentKind.Revocation : Enum.Parse<IntentKind>(act);
        Assert.Equal((kind, IntentState.Placed), ((await ReadAsync(path)).Kind, (await ReadAsync(path)).State));
        SandboxOrder order = Assert.Single(server.Sandbox.GetOrders());
        string[] requests = [.. order.Requests.Select(request => request.Type).Where(type => type != "new_request")];
        Assert.Equal(
            kind switch
            {
                IntentKind.Cancellation => "canceled ",
                IntentKind.Revocation => "issued revoke",
                _ => "reissue_pending reissue",
            },
            $"{order.Status} {string.Join(' ', requests)}");
    }

    /// <summary>
    /// A reissue without a CSR is the same as any other one: where its request tells that it came, it is not asked for again; where nothing
    /// tells, no later process sends it, and each says that a human has to ask.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_is_killed_asks_for_another_token_once(bool isCarriedOut)
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new SandboxOptions { Limits = SandboxLimits.None, ValidationDelay = TimeSpan.Zero });
        long orderId = await OrderAsync(server, Drafts.ByToken());

        await KillAsync(server, path, TokenReissue, orderId, csr: "", isCarriedOut);
        Assert.Equal(IntentState.Sent, (await ReadAsync(path)).State);
        server.ForgetCalls();
        for (int later = 0; later < 2; later++)
        {
            using var again = OrderingProcess.StartAct(server, path, TokenReissue, orderId, csr: "");
            string faults = (await again.EndAsync()).Faults;
            Assert.Equal(!isCarriedOut, faults.Contains("ask DigiCert whether a token is on its way", StringComparison.Ordinal));

            // Once it is known to be under way, another one is refused.
            Assert.Equal(isCarriedOut && later == 0, faults.Length == 0);
        }

        Assert.DoesNotContain(server.Calls, call => call.Method != "GET");
        OrderIntent entry = await ReadAsync(path);
        Assert.Equal((IntentKind.Reissue, isCarriedOut ? IntentState.Placed : IntentState.InDoubt), (entry.Kind, entry.State));
        Assert.Equal(
            isCarriedOut ? 1 : 0, Assert.Single(server.Sandbox.GetOrders()).Requests.Count(request => request.Type == "reissue"));
    }

    /// <summary>
    /// What may be sent again: no journal says that it was sent, and nothing is lost or there twice. A mail may come twice, which is all
    /// that nobody can know of it.
    /// </summary>
    [Theory]
    [MemberData(nameof(KillsOfChanges))]
    public async Task A_change_whose_process_is_killed_is_there_after_the_next(string act, bool isCarriedOut)
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new SandboxOptions { Limits = SandboxLimits.None, ValidationDelay = TimeSpan.FromDays(1) });
        string csr = ActFixture.NewCsr();
        long orderId = await OrderAsync(server);

        await KillAsync(server, path, act, orderId, csr, isCarriedOut);
        server.ForgetCalls();
        using (var again = OrderingProcess.StartAct(server, path, act, orderId, csr))
        {
            Assert.Equal("", (await again.EndAsync()).Faults);
        }

        Func<OrderInfo, string, bool>? isSo = Changes[act];
        Assert.Equal(isCarriedOut && isSo is not null ? 0 : 1, server.Calls.Count(call => call.Method != "GET"));
        using CertCentralClient client = ClientOf(server.BaseUri);
        OrderInfo order = await client.Orders.GetAsync(orderId, CancellationToken.None);
        Assert.True(isSo is null || isSo(order, csr));
    }

    private static string KeyOf(string csr) => CsrInspector.Inspect(csr).PublicKeySha256;

    /// <summary>The process dies when its call that changes something has come to the server.</summary>
    private static async Task KillAsync(LoopbackServer server, string path, string act, long orderId, string csr, bool isCarriedOut)
    {
        using (var killed = OrderingProcess.StartAct(server, path, act, orderId, csr))
        {
            // A process that dies takes its call with it: where that is to be carried out, it is so before.
            server.Answering = call =>
            {
                if (call.Method != "GET" && !isCarriedOut)
                {
                    killed.Kill();
                    return ByHand.DropBefore;
                }

                return call.Method == "GET" ? null : ByHand.HangAfter;
            };
            server.CarriedOut = call =>
            {
                if (call.Method != "GET")
                {
                    killed.Kill();
                }
            };
            Assert.NotEqual(0, (await killed.EndAsync()).Code);
        }

        (server.Answering, server.CarriedOut) = (null, null);
    }

    private static CertCentralClient ClientOf(Uri server) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        BaseUri = server,
        Limits = new CallLimits([]),
    });

    private static async Task<long> OrderAsync(LoopbackServer server, OrderDraft? draft = null)
    {
        using CertCentralClient client = ClientOf(server.BaseUri);
        OrderRequest body = OrderRules.Build(draft ?? Drafts.Valid(), Drafts.Mira, ActFixture.NewCsr(), DateTimeOffset.UtcNow);
        OrderCreated created = await client.Orders.CreateAsync(body, CancellationToken.None);
        await client.Requests.ApproveAsync(created.Requests![0].Id!.Value, null, CancellationToken.None);
        return created.Id!.Value;
    }

    /// <summary>The newest entry.</summary>
    private static async Task<OrderIntent> ReadAsync(string path)
    {
        using IOrderJournal journal = JournalPlace.At(path).Open(TimeProvider.System);
        OrderIntent? newest = null;
        await foreach (OrderIntent entry in journal.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            newest = entry;
        }

        return newest!;
    }
}

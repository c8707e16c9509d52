using CertCentral;
using CertCentral.Errors;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>A change of what belongs to an order is carried out as it was said, or the operator is told that it is not known.</summary>
public class UpkeepTests
{
    private static readonly Dictionary<string, Func<OrderUpkeep, long, Task<OrderChange>>> Plans = new()
    {
        [SandboxRoutes.SetAdditionalEmails] = (upkeep, id) => Set(upkeep, id, new() { AdditionalEmails = ["pki@fjordlab.example"] }),
        [SandboxRoutes.SetUserAccess] = (upkeep, id) => Set(upkeep, id, new() { UserIds = [880190] }),
        [SandboxRoutes.SetRenewalEmails] = (upkeep, id) => Set(upkeep, id, new() { SendsRenewalMails = false }),
        [SandboxRoutes.SetRenewalMessage] = (upkeep, id) => Set(upkeep, id, new() { RenewalMessage = "Ask Ida" }),
        [SandboxRoutes.AddNote] = (upkeep, id) => upkeep.PlanNoteAsync(id, "Ticket LEG-204", CancellationToken.None),
        [SandboxRoutes.ResendEmails] = (upkeep, id) => upkeep.PlanMailsAsync(id, CancellationToken.None),
    };

    public static TheoryData<string, SandboxFault> Faults()
    {
        var all = new TheoryData<string, SandboxFault>();
        foreach (string route in Plans.Keys)
        {
            foreach (SandboxFault fault in Enum.GetValues<SandboxFault>())
            {
                all.Add(route, fault);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_breaks_it_is_so_or_the_operator_is_told(string route, SandboxFault fault)
    {
        await using LoopbackServer server = await StartAsync(new SandboxFaultRule
        {
            Fault = fault,
            Route = route,
            Calls = 1,
            Delay = Timeout.InfiniteTimeSpan,
            RetryAfter = TimeSpan.Zero,
        });
        using CertCentralClient client = ClientOf(server.BaseUri);
        var upkeep = new OrderUpkeep(client);
        long id = OrderOf(server);
        OrderChange change = await Plans[route](upkeep, id);

        string? told = null;
        try
        {
            await upkeep.ApplyAsync(change, CancellationToken.None);
        }
        catch (Exception fails) when (fails is DocSigningException { Kind: FaultKind.OrderChangeNotSeen } or CertCentralException)
        {
            told = fails.Message;
        }

        int sent = server.Calls.Count(call => call.Method is "PUT" or "POST");
        bool isOnce = route is SandboxRoutes.AddNote or SandboxRoutes.ResendEmails;
        Assert.InRange(sent, 1, isOnce && fault != SandboxFault.TooManyRequests ? 1 : 3);
        OrderInfoCheck(await client.Orders.GetAsync(id, CancellationToken.None), route, told is null);
        if (told is not null && route != SandboxRoutes.ResendEmails)
        {
            // What was not taken may be said again.
            await upkeep.ApplyAsync(await Plans[route](upkeep, id), CancellationToken.None);
            OrderInfoCheck(await client.Orders.GetAsync(id, CancellationToken.None), route, isSo: true);
        }
    }

    [Theory]
    [InlineData(SandboxRoutes.SetAdditionalEmails)]
    [InlineData(SandboxRoutes.SetUserAccess)]
    [InlineData(SandboxRoutes.SetRenewalEmails)]
    [InlineData(SandboxRoutes.AddNote)]
    public async Task The_word_of_a_proxy_is_not_taken_for_the_change(string route)
    {
        await using LoopbackServer server =
            await StartAsync(rule: null, new SandboxLies { ProxyStatus = 200, ProxyRoute = route });
        using CertCentralClient client = ClientOf(server.BaseUri);
        var upkeep = new OrderUpkeep(client);
        long id = OrderOf(server);

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(
            async () => await upkeep.ApplyAsync(await Plans[route](upkeep, id), CancellationToken.None));

        Assert.Equal(FaultKind.OrderChangeNotSeen, fault.Kind);
        Assert.Contains($"Order {id} for Mira K. Solberg", fault.Message, StringComparison.Ordinal);
        OrderInfoCheck(await client.Orders.GetAsync(id, CancellationToken.None), route, isSo: false);
    }

    [Fact]
    public async Task Each_of_several_that_fail_is_told_and_the_others_are_set()
    {
        await using LoopbackServer server = await StartAsync(
            rule: null, new SandboxLies { ProxyStatus = 502, ProxyRoute = SandboxRoutes.SetAdditionalEmails });
        using CertCentralClient client = ClientOf(server.BaseUri);
        var upkeep = new OrderUpkeep(client);
        long id = OrderOf(server);
        var wanted = new OrderSettings { AdditionalEmails = ["pki@fjordlab.example"], UserIds = [12], RenewalMessage = "Ask Ida" };

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            async () => await upkeep.ApplyAsync(await Set(upkeep, id, wanted), CancellationToken.None));

        Assert.Equal([FaultKind.OrderChangeNotSeen, FaultKind.OrderChangeNotTaken], told.Faults.Select(fault => fault.Kind));
        Assert.Contains("the additional e-mail addresses is not known", told.Faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("has not taken the users who may manage it", told.Faults[1].Message, StringComparison.Ordinal);
        OrderInfoCheck(await client.Orders.GetAsync(id, CancellationToken.None), SandboxRoutes.SetRenewalMessage, isSo: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_call_that_none_could_follow_the_order_is_looked_at_and_the_rest_is_told(bool isKeyRefused)
    {
        await using LoopbackServer server = await StartAsync(new SandboxFaultRule
        {
            Fault = SandboxFault.TooManyRequests,
            Route = SandboxRoutes.SetUserAccess,
            Calls = 9,
            RetryAfter = TimeSpan.Zero,
        });
        using CertCentralClient client = ClientOf(server.BaseUri);
        var upkeep = new OrderUpkeep(client);
        long id = OrderOf(server);
        var wanted = new OrderSettings { AdditionalEmails = ["pki@fjordlab.example"], UserIds = [880190], RenewalMessage = "Ask Ida" };
        OrderChange change = await Set(upkeep, id, wanted);
        server.ForgetCalls();
        server.Answering = call => isKeyRefused && call.PathAndQuery.EndsWith("/user-access", StringComparison.Ordinal)
            ? ByHand.Answer(401, "application/json", """{"errors":[{"code":"access_denied|invalid_api_key"}]}"""u8.ToArray())
            : null;

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(
            () => upkeep.ApplyAsync(change, CancellationToken.None));

        Assert.Equal([FaultKind.OrderChangeNotTaken, FaultKind.OrderChangeNotTaken], told.Faults.Select(fault => fault.Kind));
        Assert.Contains("has not taken the users who may manage it", told.Faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("the message of its renewal mails was not sent", told.Faults[1].Message, StringComparison.Ordinal);
        Assert.Equal("GET", server.Calls[^1].Method);
        Assert.DoesNotContain(server.Calls, call => call.PathAndQuery.EndsWith("/custom-renewal-message", StringComparison.Ordinal));
    }

    private static void OrderInfoCheck(CertCentral.Orders.OrderInfo order, string route, bool isSo)
    {
        bool? shown = route switch
        {
            SandboxRoutes.SetAdditionalEmails => order.AdditionalEmails!.Contains("pki@fjordlab.example"),
            SandboxRoutes.SetUserAccess => order.UserAssignments!.Exists(user => user.Id == 880190),
            SandboxRoutes.SetRenewalEmails => order.DisableRenewalNotifications == true,
            SandboxRoutes.SetRenewalMessage => order.CustomRenewalMessage == "Ask Ida",
            SandboxRoutes.AddNote => order.Notes!.Count(note => note.Text == "Ticket LEG-204") == 1,
            _ => null,
        };
        Assert.Equal(shown is null ? null : isSo, shown);
    }

    private static Task<OrderChange> Set(OrderUpkeep upkeep, long id, OrderSettings wanted) =>
        upkeep.PlanAsync(id, wanted.Checked(), CancellationToken.None);

    /// <summary>The order of Mira Solberg that a new sandbox may start with, which is issued.</summary>
    private static long OrderOf(LoopbackServer server) => Assert.Single(server.Sandbox.GetOrders()).Id;

    private static Task<LoopbackServer> StartAsync(SandboxFaultRule? rule, SandboxLies? lies = null) => LoopbackServer.StartAsync(
        new SandboxOptions
        {
            TimeProvider = new JumpingTime(Drafts.Now),
            Limits = SandboxLimits.None,
            SeedExpiringOrder = true,
            Faults = new SandboxFaultPlan { Rules = rule is null ? [] : [rule] },
            Lies = lies,
        });

    private static CertCentralClient ClientOf(Uri server) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        BaseUri = server,
        Limits = new CallLimits([]),
        MaxAttempts = 3,
        Timeout = TimeSpan.FromMilliseconds(500),
    });
}

using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Tests.Journal;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>Before an order leaves, the journal's file says so, under the reference that the order bears.</summary>
public class JournalBeforeWireTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Another_process_reads_every_order_in_the_journal_before_the_server_sees_it(int throttleLimit)
    {
        using var folder = new TempFolder();
        var place = JournalPlace.At(folder.File("journal.db"));
        var faults = new SandboxFaultPlan
        {
            Rules =
            [
                SandboxFaultRule.At(SandboxFault.ServerErrorBeforeCommit, SandboxRoutes.CreateOrder, 3),
                SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder, 5),
            ],
        };
        using var fixture = new OrderingFixture(faults, place: place);
        int arrivals = 0;
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            if (WireTap.IsOrder(call))
            {
                var order = JObject.Parse(await call.Content!.ReadAsStringAsync(token));
                OrderIntent intent = await ReadAsync(place, (string)order["subject"]!["email"]!);
                Assert.Equal((IntentState.Sent, $"[{intent.Reference}]"), (intent.State, (string?)order["comments"]));
                Interlocked.Increment(ref arrivals);
            }

            return await passOn();
        };

        RunResult run = await fixture.RunAsync(new OrderingOptions { ThrottleLimit = throttleLimit }, fixture.Inputs(12));

        Assert.Equal((12, 13), (run.Summary.Placed, arrivals));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task An_order_that_is_not_gone_ten_seconds_after_the_journal_says_so_is_decided_anew()
    {
        using var fixture = new OrderingFixture();
        int written = 0;
        var sleeping = new FailingStorage(fixture.Storage, to =>
        {
            if (to.State == IntentState.Sent && ++written == 1)
            {
                fixture.Time.Pass(TimeSpan.FromSeconds(11));
                fixture.Sandbox.Console.Order(new SandboxConsoleOrder
                {
                    GivenName = to.GivenName,
                    Surname = to.Surname,
                    Email = to.Email,
                });
            }

            return false;
        });

        RunResult run = await RunResult.OfAsync(
            fixture.Client, sleeping, new(), fixture.Time, fixture.Inputs(1), CancellationToken.None);

        Assert.True(run.Single.AlreadyOrdered, run.Single.Fault?.Message);
        Assert.Equal((1, 0), (written, fixture.Sends));
        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.IntentsAsync()).State);
    }

    private static async Task<OrderIntent> ReadAsync(JournalPlace place, string email)
    {
        using IJournalStorage journal = place.OpenStorage();
        var key = IntentKey.Of(OrderingFixture.AccountId, "ds_org_individual", email);
        return Assert.Single(await journal.FindStandingAsync(key, null, CancellationToken.None));
    }
}

using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>An operator may take long over a question. What has come to the order meanwhile is seen before anything is sent.</summary>
public class WhileAskedTests
{
    [Theory]
    [InlineData("revoke", "A revocation waits for approval since")]
    [InlineData("reissue", "A reissue waits for approval since")]
    public async Task No_reissue_goes_out_beside_a_request_that_has_come(string type, string words)
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        var reissue = new OrderReissue(fixture.Acts());
        OrderAct act = await reissue.FindAsync(fixture.OrderId, fixture.NewKey, null, CancellationToken.None);

        // Neither the status of the order nor its certificate tells.
        fixture.Wire.Meddle = async (call, passOn, _) =>
            call.Method == HttpMethod.Get ? await WithRequestAsync(await passOn(), type) : await passOn();
        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() =>
            reissue.RequestAsync(act, ReissueReason.TokenLost, null, skipsApproval: true, null, CancellationToken.None));

        Assert.Equal((FaultKind.OrderChanged, 0), (told.Kind, fixture.CallsOf(SandboxRoutes.Reissue)));
        Assert.Contains($"{words} (request 900)", told.Message, StringComparison.Ordinal);
        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.EntriesAsync()).State);
    }

    [Fact]
    public async Task Another_reissue_than_the_one_that_was_confirmed_is_not_canceled()
    {
        using var fixture = new ActFixture();
        await fixture.OrderAsync();
        await fixture.ReissueInConsoleAsync(isApproved: false);
        var cancellation = new OrderCancellation(fixture.Acts());
        OrderAct act = await cancellation.FindAsync(fixture.OrderId, CancellationToken.None);
        await fixture.Client.Requests.RejectAsync(fixture.Order.Requests[^1].Id, "Not this one", CancellationToken.None);
        await fixture.ReissueInConsoleAsync(isApproved: false);

        DocSigningException told =
            await Assert.ThrowsAsync<DocSigningException>(() => cancellation.CancelAsync(act, "Has left", CancellationToken.None));

        Assert.Equal((FaultKind.OrderChanged, 0), (told.Kind, fixture.CallsOf(SandboxRoutes.UpdateOrderStatus)));
        Assert.Contains("another is under way", told.Message, StringComparison.Ordinal);
        Assert.Equal("reissue_pending", fixture.Order.Status);
    }

    [Fact]
    public async Task No_second_token_is_asked_for_where_nothing_shows_the_first()
    {
        using var fixture = new ActFixture { ShipsToken = true };
        await fixture.OrderAsync();
        var reissue = new OrderReissue(fixture.Acts());
        OrderAct slow = await reissue.FindAsync(fixture.OrderId, null, null, CancellationToken.None);
        string? stale = null;
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            if (call.Method == HttpMethod.Get && call.RequestUri!.AbsolutePath.EndsWith($"/{fixture.OrderId}", StringComparison.Ordinal))
            {
                stale ??= await answer.Content.ReadAsStringAsync(token);
                answer.Content = new StringContent(stale, Encoding.UTF8, "application/json");
            }

            return answer;
        };
        Assert.True((await fixture.RunAsync(IntentKind.Reissue)).IsDone);
        OrderIntent first = Assert.Single(await fixture.EntriesAsync());

        DocSigningException told = await Assert.ThrowsAsync<DocSigningException>(() =>
            reissue.RequestAsync(slow, ReissueReason.TokenLost, null, skipsApproval: true, null, CancellationToken.None));

        Assert.Equal((FaultKind.ActNotRepeated, 1), (told.Kind, fixture.CallsOf(SandboxRoutes.Reissue)));
        Assert.Contains(first.Reference, told.Message, StringComparison.Ordinal);
    }

    /// <summary>The order with a request of somebody else's that waits, too.</summary>
    private static async Task<HttpResponseMessage> WithRequestAsync(HttpResponseMessage answer, string type)
    {
        var order = JObject.Parse(await answer.Content.ReadAsStringAsync());
        (order["requests"] as JArray)?.Add(new JObject { ["id"] = 900, ["type"] = type, ["status"] = "pending" });
        answer.Content = new StringContent(order.ToString(), Encoding.UTF8, "application/json");
        return answer;
    }
}

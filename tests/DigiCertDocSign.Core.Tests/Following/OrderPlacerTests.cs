using CertCentral.Errors;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Orders;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Following;

public class OrderPlacerTests
{
    private const string Page503 = "<html><body>503 Service Temporarily Unavailable</body></html>";

    [Theory]
    [InlineData("""{"id":7,"requests":[{"id":52,"status":"pending"}]}""", "NeedsApproval", "Pending", null, null, "approve request 52")]
    [InlineData("""{"id":7,"organization":{"id":610987},"requests":[{"id":"52","status":"submitted"}]}""", "NeedsApproval", "Submitted", null, 610987L, "approve request 52")]
    [InlineData("""{"id":7,"requests":[{"id":52,"status":"approved"}],"certificate_id":340}""", "Pending", "Approved", 340L, null, "DigiCert validates")]
    [InlineData("""{"id":7,"requests":[{"id":52,"status":"rejected"}]}""", "Rejected", "Rejected", null, null, "was rejected")]
    [InlineData("""{"id":7}""", "NeedsApproval", null, null, null, "approve the request of order 7")]
    public async Task The_answer_says_where_the_order_stands(
        string answer, string status, string? requestStatus, long? certificateId, long? newOrganizationId, string next)
    {
        using var client = Desk.Scripted(_ => answer);
        var placed = await new OrderPlacer(client).PlaceAsync(Request(), CancellationToken.None);
        Assert.Equal((7, status, requestStatus, certificateId, newOrganizationId), (placed.OrderId, placed.Status, placed.RequestStatus, placed.CertificateId, placed.NewOrganizationId));
        Assert.Equal(("Mira K.", "Solberg", Drafts.Mira.Email, 610233), (placed.GivenName, placed.Surname, placed.Email, placed.OrganizationId));
        Assert.Contains(next, placed.NextAction, StringComparison.Ordinal);
    }

    public static TheoryData<string, object> Doubtful() => new()
    {
        { "dropped before", ByHand.DropBefore },
        { "dropped after", ByHand.DropAfter },
        { "never answered", ByHand.HangAfter },
        { "500", ByHand.Answer(500, "application/json", """{"errors":[{"code":"internal_error","message":"x"}]}""") },
        { "503 page", ByHand.Answer(503, "text/html", Page503) },
        { "408", ByHand.Answer(408, null, "") },
        { "page instead of JSON", ByHand.Answer(200, "text/html", Page503) },
        { "truncated JSON", ByHand.Answer(201, "application/json", """{"id":3188400""") },
        { "answer without an id", ByHand.Answer(201, "application/json", "{}") },
        { "broken in the body", ByHand.BreakInBody(201, "application/json", """{"id":31""", 60) },
    };

    [Theory]
    [MemberData(nameof(Doubtful))]
    public async Task An_order_that_may_exist_is_said_to_be_unknown_and_never_sent_again(string what, object answer)
    {
        Assert.NotNull(what);
        var clientTime = new FakeTimeProvider(Drafts.Now);
        await using var desk = await Desk.OpenAsync(clientTime: clientTime);
        desk.Server.Answering = _ =>
        {
            if (answer == ByHand.HangAfter)
            {
                clientTime.Advance(TimeSpan.FromMinutes(6));
            }

            return (ByHand)answer;
        };
        var error = await Assert.ThrowsAsync<DocSigningException>(() => new OrderPlacer(desk.Client).PlaceAsync(Request(), CancellationToken.None));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, error.Kind);
        Assert.IsAssignableFrom<CertCentralException>(error.InnerException);
        Assert.Contains(Drafts.Mira.Email, error.Message, StringComparison.Ordinal);
        Assert.Contains("before you order again", error.Message, StringComparison.Ordinal);
        Assert.Single(desk.Calls);
    }

    [Fact]
    public async Task A_refusal_and_an_unreachable_server_are_certain_and_pass_through()
    {
        await using (var desk = await Desk.OpenAsync())
        {
            var request = Request();
            request.Organization!.Id = 1;
            await Assert.ThrowsAsync<RequestRefusedException>(() => new OrderPlacer(desk.Client).PlaceAsync(request, CancellationToken.None));
            desk.Server.Answering = _ => ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied|missing_permission","message":"x"}]}""");
            await Assert.ThrowsAsync<PermissionDeniedException>(() => new OrderPlacer(desk.Client).PlaceAsync(Request(), CancellationToken.None));
        }

        using var closed = Desk.Scripted(_ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused", new System.Net.Sockets.SocketException(111)));
        await Assert.ThrowsAsync<ServerUnreachableException>(() => new OrderPlacer(closed).PlaceAsync(Request(), CancellationToken.None));
    }

    [Fact]
    public async Task A_stop_while_the_order_is_on_its_way_leaves_it_unknown_and_a_stop_before_does_not()
    {
        await using var desk = await Desk.OpenAsync();
        using var stop = new CancellationTokenSource();
        desk.Server.Answering = _ =>
        {
            stop.Cancel();
            return ByHand.HangAfter;
        };
        var error = await Assert.ThrowsAsync<DocSigningException>(() => new OrderPlacer(desk.Client).PlaceAsync(Request(), stop.Token));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, error.Kind);
        Assert.IsAssignableFrom<OperationCanceledException>(error.InnerException);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new OrderPlacer(desk.Client).PlaceAsync(Request(), stop.Token));
        Assert.Single(desk.Calls);
    }

    private static CertCentral.Orders.OrderRequest Request() => OrderRules.Build(Drafts.Valid(), Drafts.Mira, null, Drafts.Now);
}

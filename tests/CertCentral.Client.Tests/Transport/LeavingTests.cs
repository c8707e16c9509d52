using System.Net;
using System.Net.Sockets;
using System.Text;
using CertCentral.Errors;
using CertCentral.Finance;
using CertCentral.Orders;

namespace CertCentral.Tests.Transport;

/// <summary>The last moment before an order leaves, at which its caller is asked.</summary>
public class LeavingTests
{
    [Fact]
    public async Task The_caller_is_asked_when_the_connection_stands_and_nothing_has_left()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using CertCentralClient client = Client(((IPEndPoint)listener.LocalEndpoint).Port);
        TcpClient? connection = null;

        CallCanceledException stopped = await Assert.ThrowsAsync<CallCanceledException>(() => client.Orders.CreateAsync(
            new OrderRequest(),
            async () =>
            {
                connection = await listener.AcceptTcpClientAsync();
                return false;
            },
            CancellationToken.None));

        Assert.False(stopped.Executed);
        using (connection)
        {
            Assert.Equal(0, await connection!.GetStream().ReadAsync(new byte[1]));
        }
    }

    [Fact]
    public async Task The_caller_is_asked_once_for_each_attempt_that_leaves()
    {
        int asked = 0;
        await using var server = new RawServer(_ => RawReply.Json("""{"id":7}""", "201 Created"));
        using CertCentralClient client = Client(server.Port);

        OrderCreated created = await client.Orders.CreateAsync(
            new OrderRequest(),
            () =>
            {
                asked++;
                return Task.FromResult(server.Calls.IsEmpty);
            },
            CancellationToken.None);

        Assert.Equal((7, 1, 1), (created.Id, asked, server.Calls.Count));
    }

    [Fact]
    public async Task Without_a_connection_the_caller_is_not_asked()
    {
        using CertCentralClient client = Client(9);

        ServerUnreachableException unreachable = await Assert.ThrowsAsync<ServerUnreachableException>(() => client.Orders.CreateAsync(
            new OrderRequest(), () => throw new InvalidOperationException("It was asked."), CancellationToken.None));

        Assert.False(unreachable.Executed);
    }

    [Fact]
    public async Task What_the_caller_throws_then_is_what_the_call_throws()
    {
        await using var server = new RawServer(_ => RawReply.Json("""{"id":7}""", "201 Created"));
        using CertCentralClient client = Client(server.Port);

        InvalidDataException thrown = await Assert.ThrowsAsync<InvalidDataException>(() => client.Orders.CreateAsync(
            new OrderRequest(), () => throw new InvalidDataException("The disk is full."), CancellationToken.None));

        Assert.Equal("The disk is full.", thrown.Message);
        Assert.Empty(server.Calls);
    }

    /// <summary>As .NET Framework does when a kept connection turns out to be dead.</summary>
    [Fact]
    public async Task A_transport_that_sends_again_without_asking_gets_the_body_of_an_order_once()
    {
        var transport = new SendingTwice();
        using CertCentralClient client = TestClient.Over(transport, maxAttempts: 1);
        int asked = 0;

        CertCentralException lost = await Assert.ThrowsAnyAsync<CertCentralException>(() => client.Orders.CreateAsync(
            new OrderRequest(),
            () => Task.FromResult(++asked > 0),
            CancellationToken.None));

        Assert.Null(lost.Executed);
        Assert.Contains("The connection broke while a call that must not be repeated was sent.", $"{lost}", StringComparison.Ordinal);
        Assert.Equal((1, 1), (transport.Bodies.Count, asked));

        transport.Bodies.Clear();
        await client.Finance.EstimatePriceAsync(new OrderPricingRequest(), CancellationToken.None);

        Assert.Equal(2, transport.Bodies.Count);
        Assert.Equal(transport.Bodies[0], transport.Bodies[1]);
    }

    private sealed class SendingTwice : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (int copy = 0; copy < 2; copy++)
            {
                using var body = new MemoryStream();
                await request.Content!.CopyToAsync(body, cancellationToken);
                Bodies.Add(Encoding.UTF8.GetString(body.ToArray()));
            }

            return StubServer.Answer("""{"id":7,"total_price":489,"currency":"USD"}""");
        }
    }

    private static CertCentralClient Client(int port) => new(new CertCentralOptions
    {
        ApiKey = TestClient.ApiKey,
        BaseUri = new Uri($"http://127.0.0.1:{port}/services/v2/"),
        MaxAttempts = 1,
    });
}

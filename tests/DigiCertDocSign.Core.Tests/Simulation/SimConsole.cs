using System.Text;
using CertCentral;
using CertCentral.Orders;
using CertCentral.Sandbox;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>Administrators at the web console, who know nothing of our runs.</summary>
/// <param name="world">Where.</param>
/// <param name="client">Straight to the server.</param>
/// <param name="server">The same, for what the client has no call for.</param>
internal sealed class SimConsole(SimWorld world, CertCentralClient client, HttpMessageInvoker server)
{
    public void Act(IReadOnlyList<SimPerson> people)
    {
        var live = world.Orders.Where(SimModel.IsLive).ToList();
        if (live.Count > 0 && world.Scheduler.Chance(0.5))
        {
            End(world.Scheduler.Pick(live));
            return;
        }

        // Nobody orders there for whom he sees an order.
        SimPerson person = world.Scheduler.Pick(people);
        if (!person.IsRefused && !live.Exists(order => person.HasEmail(order.Email)))
        {
            OrderRequest request = person.Input().Body;
            request.Comments = world.Scheduler.Chance(0.5) ? "by hand" : null;
            world.Scheduler.Tell($"console: {person.Person.Email} is ordered for, with comment: {request.Comments}");
            SimWorld.Now(client.Orders.CreateAsync(request, CancellationToken.None));
        }
    }

    private void End(SandboxOrder order)
    {
        SandboxRequest request = order.Requests[0];
        bool isPending = request.Status == "pending";
        if (isPending && world.Scheduler.Chance(0.5))
        {
            world.Scheduler.Tell($"console: order {order.Id} is rejected");
            SimWorld.Now(client.Requests.RejectAsync(request.Id, null, CancellationToken.None));
            return;
        }

        world.Scheduler.Tell($"console: order {order.Id} is canceled");
        if (isPending)
        {
            SimWorld.Now(client.Requests.ApproveAsync(request.Id, null, CancellationToken.None));
        }

        using var call = new HttpRequestMessage(HttpMethod.Put, $"https://www.digicert.com/services/v2/order/certificate/{order.Id}/status")
        {
            Content = new StringContent("""{"status":"canceled"}""", Encoding.UTF8, "application/json"),
        };
        call.Headers.Add("X-DC-DEVKEY", "sandbox");
        using HttpResponseMessage answer = SimWorld.Now(server.SendAsync(call, CancellationToken.None));
        answer.EnsureSuccessStatusCode();
    }
}

using System.Text;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Sandbox;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>Administrators at the web console, who know nothing of our runs, and whose orders come at any moment.</summary>
/// <param name="world">Where.</param>
/// <param name="client">Straight to the server.</param>
/// <param name="server">The same, for what the client has no call for.</param>
/// <param name="console">Where they order.</param>
internal sealed class SimConsole(SimWorld world, CertCentralClient client, HttpMessageInvoker server, SandboxConsole console)
{
    public void Act(IReadOnlyList<SimPerson> people)
    {
        var live = world.Orders.Where(SimModel.IsLive).ToList();
        if (live.Count > 0 && world.Scheduler.Chance(0.5))
        {
            End(world.Scheduler.Pick(live));
            return;
        }

        SimPerson person = world.Scheduler.Pick(people);
        if (world.Scheduler.Chance(0.2))
        {
            OrderOther(person);
        }
        else if (!person.IsRefused && (!world.Account.IsPlain || !live.Exists(order => person.HasEmail(order.Email))))
        {
            Order(person);
        }
    }

    /// <summary>An order that is to be renewed one day.</summary>
    public void OrderToBeRenewed(SimPerson person)
    {
        long id = console.Order(new SandboxConsoleOrder
        {
            GivenName = person.Person.GivenName,
            Surname = person.Person.Surname,
            Email = person.Person.Email,
            Comments = "by hand",
            Csr = SimCsr.OtherOf(person.Number),
        });
        world.Model.NoteConsoleOrder(id, person);
    }

    public void Approve(SandboxOrder order)
    {
        try
        {
            SimWorld.Now(client.Requests.ApproveAsync(order.Requests[0].Id, null, CancellationToken.None));
        }
        catch (CertCentralException)
        {
            // The server lies to colleagues as well; what is not approved is not renewed.
        }
    }

    private void OrderOther(SimPerson person)
    {
        long id = console.Order(new SandboxConsoleOrder
        {
            GivenName = person.Person.GivenName,
            Surname = person.Person.Surname,
            Email = person.Person.Email,
            ProductNameId = "client_premium",
        });
        world.Model.NoteOtherProduct(id);
        world.Scheduler.Tell($"console: {person.Person.Email} is ordered another product for: order {id}");
    }

    private void Order(SimPerson person)
    {
        (string givenName, string surname) = Spelled(person);
        var order = new SandboxConsoleOrder
        {
            GivenName = givenName,
            Surname = surname,
            Email = world.Scheduler.Chance(0.7) ? person.Person.Email : person.Person.Email.ToUpperInvariant(),
            Comments = world.Scheduler.Chance(0.5) ? "by hand" : null,
            Csr = world.Scheduler.Chance(0.5) ? SimCsr.OtherOf(person.Number) : null,
        };
        long id = console.Order(order);
        world.Model.NoteConsoleOrder(id, person);
        world.Scheduler.Tell(
            $"console: {person.Person.Email} is ordered for as {givenName} {surname}, with comment: {order.Comments}: order {id}");
    }

    private (string GivenName, string Surname) Spelled(SimPerson person)
    {
        (string givenName, string surname) = (person.Person.GivenName, person.Person.Surname);
        return (world.Account.IsPlain ? 0 : world.Scheduler.Random.Next(5)) switch
        {
            1 => (givenName.ToUpperInvariant(), surname.ToUpperInvariant()),
            2 => (WithoutAccents(givenName), WithoutAccents(surname)),
            3 => ($"{givenName} K.", surname),
            4 => (surname, givenName),
            _ => (givenName, surname),
        };
    }

    private static string WithoutAccents(string name)
    {
        const string Accented = "ÅÉäéëíñøúü";
        const string Plain = "AEaeeinouu";
        return string.Concat(name.Select(letter => Accented.IndexOf(letter) is >= 0 and int at ? Plain[at] : letter));
    }

    private void End(SandboxOrder order)
    {
        SandboxRequest request = order.Requests[0];
        bool isPending = request.Status == "pending";
        try
        {
            if (isPending && world.Scheduler.Chance(0.5))
            {
                world.Scheduler.Tell($"console: order {order.Id} is rejected");
                world.Model.Demands.NoteEnd(order);
                SimWorld.Now(client.Requests.RejectAsync(request.Id, null, CancellationToken.None));
                return;
            }

            world.Scheduler.Tell($"console: order {order.Id} is canceled");
            world.Model.Demands.NoteEnd(order);
            if (isPending)
            {
                SimWorld.Now(client.Requests.ApproveAsync(request.Id, null, CancellationToken.None));
            }
        }
        catch (CertCentralException)
        {
            // The server lies to colleagues as well.
            return;
        }

        using var call = new HttpRequestMessage(HttpMethod.Put, $"https://www.digicert.com/services/v2/order/certificate/{order.Id}/status")
        {
            Content = new StringContent("""{"status":"canceled","note":"By mistake"}""", Encoding.UTF8, "application/json"),
        };
        call.Headers.Add("X-DC-DEVKEY", "sandbox");
        using HttpResponseMessage answer = SimWorld.Now(server.SendAsync(call, CancellationToken.None));
    }
}

using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>What must be true when processes have ordered: everybody has one order, and journal and server say the same.</summary>
internal static class OneOrderEach
{
    public static Task AssertAsync(LoopbackServer server, string path, int people, string what) =>
        AssertAsync(server, JournalPlace.At(path), people, what);

    public static async Task AssertAsync(LoopbackServer server, JournalPlace place, int people, string what)
    {
        IReadOnlyList<SandboxOrder> orders = server.Sandbox.GetOrders();
        Assert.True(orders.Count == people, $"{what}: {orders.Count} orders");
        Assert.Equal(people, orders.Select(order => order.Email).Distinct().Count());
        using IJournalStorage journal = place.OpenStorage();
        var placed = new List<(long, string)>();
        await foreach (OrderIntent intent in journal.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            if (intent.State != IntentState.Abandoned)
            {
                Assert.Equal(IntentState.Placed, intent.State);
                placed.Add((intent.OrderId!.Value, $"[{intent.Reference}]"));
            }
        }

        Assert.Equal(orders.Select(order => (order.Id, order.Comments!)).Order(), placed.Order());
    }
}

using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// A host of a team stands still for longer than its place lasts, and loses its session meanwhile. Another host takes its person over and
/// orders. Then it wakes.
/// </summary>
public sealed class FrozenHostTests : IAsyncLifetime
{
    /// <summary>A value of four bytes, as PostgreSQL's protocol has it: the state that a run writes down before it sends.</summary>
    private static readonly byte[] Sent = [0, 0, 0, 4, .. "Sent"u8];

    private LoopbackServer _server = null!;
    private string _database = "";

    public async Task InitializeAsync()
    {
        _server = await LoopbackServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.None });
        _database = PostgresServer.Missing is null ? PostgresServer.Shared.NewDatabase() : "";
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [PostgresFact]
    public async Task One_frozen_before_it_read_the_answer_to_its_commit_sends_nothing_when_it_wakes()
    {
        await using var cable = new Cable(PostgresServer.Shared.Port);
        Task held = cable.HoldAnswersFrom(Sent);
        string throughCable = PostgresServer.Shared.Connection(_database, port: cable.Port);
        using var frozen = OrderingProcess.StartFrozen(_server, throughCable, isHeld: false);
        await held;
        await TakeOverAsync(frozen);
        cable.DropHeld();

        frozen.Wake();

        // It comes back under a new epoch, finds its person taken, and decides anew: the order stands.
        Assert.Equal("", (await frozen.EndAsync()).Faults);
        Assert.Single(_server.Calls, call => call.Method == "POST");
        await OneOrderEach.AssertAsync(_server, Place, 1, "Frozen before the answer");
    }

    [PostgresFact]
    public async Task One_frozen_just_before_the_first_byte_tells_of_the_second_order_when_it_wakes()
    {
        using var frozen = OrderingProcess.StartFrozen(_server, PostgresServer.Shared.Connection(_database), isHeld: true);
        await frozen.IsHeldAsync();
        await TakeOverAsync(frozen);
        long first = Assert.Single(_server.Sandbox.GetOrders()).Id;

        frozen.Wake();
        frozen.Begin();
        (int code, string faults) = await frozen.EndAsync();

        // Nobody can close this gap: CertCentral takes no token that would tell it who is late. Both orders are told.
        long second = Assert.Single(_server.Sandbox.GetOrders(), order => order.Id != first).Id;
        Assert.Equal(1, code);
        Assert.Contains($"{first}", faults, StringComparison.Ordinal);
        Assert.Contains($"order {second} is the one too much", faults, StringComparison.Ordinal);
    }

    private JournalPlace Place =>
        JournalPlace.InDatabase(PostgresServer.Shared.Connection(_database), null, TimeProvider.System);

    /// <summary>The host freezes, the server ends its sessions, and another host orders for the same person.</summary>
    private async Task TakeOverAsync(OrderingProcess frozen)
    {
        frozen.Freeze();
        PostgresServer.Shared.Sql(
            _database,
            $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{_database}' AND pid <> pg_backend_pid()");
        using var other = OrderingProcess.StartFrozen(_server, PostgresServer.Shared.Connection(_database), isHeld: false);
        Assert.Equal("", (await other.EndAsync()).Faults);
    }
}

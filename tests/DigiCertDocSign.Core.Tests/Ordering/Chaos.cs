using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// What befalls a team, counted by the calls that the server sees: now and then one of the processes is killed, and twice the database is
/// stopped as by a loss of power, and started again.
/// </summary>
internal sealed class Chaos : IDisposable
{
    private const int FewestCalls = 25;
    private const int MostCalls = 80;

    private readonly object _gate = new();
    private readonly Random _chance;
    private readonly PostgresServer _postgres;
    private readonly LoopbackServer _server;
    private readonly List<OrderingProcess> _alive = [];
    private readonly List<int> _outagesAt;
    private Task _outage = Task.CompletedTask;
    private int _calls;
    private int _nextKill;

    public Chaos(PostgresServer postgres, LoopbackServer server, int seed)
    {
        (_postgres, _server, _chance) = (postgres, server, new Random(seed));
        _nextKill = _chance.Next(FewestCalls, MostCalls);
        _outagesAt = [_chance.Next(20, 60), _chance.Next(80, 140)];
        server.Answering = _ =>
        {
            Count();
            return null;
        };
    }

    public int Kills { get; private set; }

    public int Outages { get; private set; }

    public void Add(OrderingProcess process)
    {
        lock (_gate)
        {
            _alive.Add(process);
        }
    }

    public void Remove(OrderingProcess process)
    {
        lock (_gate)
        {
            _alive.Remove(process);
        }
    }

    /// <summary>Nothing befalls anybody any more, and the database runs.</summary>
    public async Task EndAsync()
    {
        _server.Answering = null;
        Task outage;
        lock (_gate)
        {
            outage = _outage;
        }

        await outage;
    }

    public void Dispose() => _server.Answering = null;

    private void Count()
    {
        lock (_gate)
        {
            _calls++;
            if (_calls >= _nextKill && _alive.Count > 0)
            {
                _alive[_chance.Next(_alive.Count)].Kill();
                Kills++;
                _nextKill = _calls + _chance.Next(FewestCalls, MostCalls);
            }

            if (_outagesAt.Count > 0 && _calls >= _outagesAt[0] && _outage.IsCompletedSuccessfully)
            {
                _outagesAt.RemoveAt(0);
                Outages++;
                _outage = Task.Run(() =>
                {
                    _postgres.Stop("immediate");
                    _postgres.Start();
                });
            }
        }
    }
}

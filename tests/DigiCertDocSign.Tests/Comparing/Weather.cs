using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>What goes wrong in a night.</summary>
internal enum Sky
{
    Calm,

    /// <summary>Here and there a connection breaks before or after the call has done its work, or the server is ill.</summary>
    Faults,

    /// <summary>At one call the whole script is stopped.</summary>
    Killed,

    /// <summary>From one call on nothing is reached any more.</summary>
    Cut,
}

/// <summary>Makes the weather of a night between the commands and the sandbox, by chance that can be repeated.</summary>
internal sealed class Weather(LoopbackServer server, int seed)
{
    private const int OneOf = 8;
    private const string Json = "application/json";
    private static readonly KeyValuePair<string, string> Later = new("Retry-After", "5");

    private readonly object _gate = new();
    private readonly Random _chance = new(seed);
    private Sky _sky;
    private int _calls;
    private int _at;
    private Action _stop = () => { };

    /// <param name="sky">What goes wrong from now on.</param>
    /// <param name="stop">Stops the script.</param>
    public void Become(Sky sky, Action stop)
    {
        lock (_gate)
        {
            (_sky, _stop, _calls) = (sky, stop, 0);
            _at = _chance.Next(1, _chance.Next(2) == 0 ? 10 : 40);
        }

        server.Answering = sky == Sky.Calm ? null : Answer;
    }

    private ByHand? Answer(RecordedCall call)
    {
        lock (_gate)
        {
            _calls++;
            switch (_sky)
            {
                case Sky.Faults:
                    return _chance.Next(OneOf) == 0 ? Fault() : null;

                case Sky.Killed when _calls == _at:
                    _stop();
                    return _chance.Next(3) switch { 0 => ByHand.DropBefore, 1 => ByHand.DropAfter, _ => null };

                case Sky.Cut when _calls == _at && _chance.Next(2) == 0:
                    return ByHand.DropAfter;

                case Sky.Cut when _calls >= _at:
                    return ByHand.DropBefore;

                default:
                    return null;
            }
        }
    }

    private ByHand Fault() => _chance.Next(5) switch
    {
        0 => ByHand.DropBefore,
        1 => ByHand.DropAfter,
        2 => ByHand.Answer(500, Json, """{"errors":[{"code":"internal_error","message":"Out of order."}]}"""),
        3 => ByHand.Answer(429, Json, """{"errors":[{"code":"request_limit_exceeded","message":"Too many calls."}]}""", Later),
        _ => ByHand.Answer(503, "text/html", "<html><body><h1>Service is unavailable</h1></body></html>", Later),
    };
}

using CertCentral.Sandbox;
using DigiCertDocSign.Text;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>A whole reading of the lists.</summary>
/// <param name="RequestsAt">When the server made the list of requests in which a new order appears, in ticks of the simulation.</param>
/// <param name="ListAt">When it made the list of orders.</param>
/// <param name="Shown">The orders that the process had been shown by then.</param>
internal sealed record SimLook(long RequestsAt, long ListAt, IReadOnlySet<long> Shown);

/// <summary>By what an order was decided.</summary>
/// <param name="Look">The last whole reading of the lists before.</param>
/// <param name="IsOpen">An open intent of the person decided alone, and nobody looked at the orders.</param>
internal sealed record SimDecision(SimLook Look, bool IsOpen);

/// <summary>What a process has been shown, by the answers that have reached it.</summary>
/// <param name="world">The server, and the time.</param>
/// <param name="ofNewOrders">In which status a new request waits.</param>
internal sealed class SimSight(SimWorld world, string ofNewOrders)
{
    private readonly HashSet<long> _ofReading = [];
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private long _requestsMadeAt;
    private DateTimeOffset? _dateOfReading;
    private DateTimeOffset? _lastDate;

    /// <summary>All orders that a whole reading of the lists has shown.</summary>
    public HashSet<long> Shown { get; } = [];

    /// <summary>The orders of which order info has shown the address.</summary>
    public HashSet<long> Addressed { get; } = [];

    /// <summary>Those of which it has once shown none, so that a process that asked then does not know it.</summary>
    public HashSet<long> Unaddressed { get; } = [];

    /// <summary>The last whole reading of the lists.</summary>
    public SimLook Last { get; private set; } = new(0, 0, new HashSet<long>());

    /// <summary>The header Date with the first list of that reading; null when there was none.</summary>
    public DateTimeOffset? Date { get; private set; }

    /// <summary>
    /// What a look that ends now may take for the server's time at the earliest: the header Date of its first list, or of the last answer
    /// that had one.
    /// </summary>
    public DateTimeOffset? EarliestDate => Date is { } first && first < _lastDate ? first : _lastDate;

    /// <summary>By address: what was known when the journal was asked for it last, which is how each decision begins.</summary>
    public Dictionary<string, SimDecision> Decided { get; } = new(StringComparer.Ordinal);

    public void Decide(string email) => Decided[email] = new SimDecision(Last, IsOpen: false);

    /// <summary>What the journal has answered.</summary>
    public void TakeStanding(string email, IReadOnlyList<OrderIntent> standing) => Decided[email] = Decided[email] with
    {
        IsOpen = standing.Any(one => one.IsOpen && (one.State != IntentState.Planned || world.IsAtWork(one.RunId))),
    };

    /// <summary>By what an order was decided that leaves now.</summary>
    public async Task<SimDecision> BeforeAsync(HttpRequestMessage order)
    {
        var body = JObject.Parse(await order.Content!.ReadAsStringAsync());
        string email = body.SelectToken("$..email")!.Value<string>()!;
        return Decided[EmailAddress.Of(email).Key];
    }

    /// <summary>An answer has reached the process.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">Unharmed, on its way to the client.</param>
    /// <param name="madeAt">When the server made it.</param>
    public async Task TakeAsync(HttpRequestMessage call, HttpResponseMessage answer, long madeAt)
    {
        _lastDate = answer.Headers.Date ?? _lastDate;
        string path = call.RequestUri!.AbsolutePath["/services/v2/".Length..];
        string query = Uri.UnescapeDataString(call.RequestUri.Query);
        if (call.Method != HttpMethod.Get)
        {
            return;
        }

        if (path == "request")
        {
            if (query.Contains("submitted", StringComparison.Ordinal))
            {
                _ofReading.Clear();
                _dateOfReading = answer.Headers.Date;
            }

            if (await ReadAsync(answer, "requests", row => row["order"]) && query.Contains(ofNewOrders, StringComparison.Ordinal))
            {
                _requestsMadeAt = madeAt;
            }
        }
        else if (path == "order/certificate" && !query.Contains("email", StringComparison.Ordinal))
        {
            if (await ReadAsync(answer, "orders", row => row))
            {
                Shown.UnionWith(_ofReading);
                Last = new SimLook(_requestsMadeAt, madeAt, Shown.ToHashSet());
                Date = _dateOfReading;
            }
        }
        else if (path.StartsWith("order/certificate/", StringComparison.Ordinal))
        {
            string text = await answer.Content.ReadAsStringAsync();
            foreach (SandboxOrder order in world.Orders.Where(one => path.EndsWith($"/{one.Id}", StringComparison.Ordinal)))
            {
                bool isShown = answer.IsSuccessStatusCode && text.Contains(order.Email, StringComparison.OrdinalIgnoreCase);
                (isShown ? Addressed : Unaddressed).Add(order.Id);
            }
        }
    }

    /// <returns>False: the list is not whole yet, or never will be, and nobody may go by it.</returns>
    private async Task<bool> ReadAsync(HttpResponseMessage answer, string name, Func<JToken, JToken?> orderOf)
    {
        string text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || !text.StartsWith('{') || JObject.Parse(text) is not { } json || json[name] is not JArray rows
            || json["page"] is not { } page || rows.Any(row => row["id"] is null))
        {
            return false;
        }

        // What one page lacks, the next may bring.
        int before = page.Value<int>("offset") == 0 ? 0 : _rows.GetValueOrDefault(name);
        _rows[name] = before + rows.Count;
        _ofReading.UnionWith(rows.Select(row => orderOf(row)?.Value<long?>("id")).OfType<long>());
        return _rows[name] >= page.Value<int>("total");
    }
}

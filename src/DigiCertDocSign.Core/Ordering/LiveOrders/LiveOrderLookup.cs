using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// The live orders of the account for our product, read once per run: list pages of a thousand and the requests that nobody has decided. An
/// order is asked for by itself only when it may be the person's, and at most once. Safe for many threads.
/// </summary>
/// <remarks>
/// Lists show no e-mail, so it is the name that makes an order likely, in any spelling that shares first name and surname with the person's
/// (<see cref="NameKeys"/>). An order for the same e-mail under quite another name is found only when it was confirmed for somebody else
/// before.
/// </remarks>
public sealed class LiveOrderLookup
{
    private readonly CertCentralClient _client;
    private readonly TimeProvider _time;
    private readonly LiveOrderIndex _index;

    // One order info at a time: each caller waits for the one before.
    private readonly object _gate = new();
    private Task _asking = Task.CompletedTask;

    internal LiveOrderLookup(CertCentralClient client, TimeProvider time, LiveOrderIndex index)
    {
        _client = client;
        _time = time;
        _index = index;
    }

    /// <summary>How many calls the lists took.</summary>
    internal int ListCalls => _index.Calls;

    /// <summary>
    /// Reads the lists: one call for each thousand orders, and one for each thousand requests of either kind that wait for a decision.
    /// </summary>
    /// <param name="client">The account.</param>
    /// <param name="time">What is today, where the server does not tell.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="CertCentralException">A list could not be read, so nothing is known.</exception>
    /// <remarks>Services API: GET order/certificate, GET request.</remarks>
    public static async Task<LiveOrderLookup> ReadAsync(CertCentralClient client, TimeProvider time, CancellationToken cancellationToken) =>
        new(client, time, await LiveOrderIndex.ReadAsync(client, time, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Not refused, canceled, revoked or run out. A status that is not known counts as live: it may be somebody's certificate.
    /// </summary>
    /// <param name="status">In Pascal case.</param>
    /// <param name="validTill">The last day of validity, a day anywhere on earth; null before the issue.</param>
    /// <param name="now">The present.</param>
    public static bool IsLive(string status, DateTime? validTill, DateTimeOffset now) =>
        !StatusWords.IsDead(status) && !StatusWords.HasRunOut(validTill, now);

    /// <summary>Order info of one order, where a wrong answer would cost money.</summary>
    /// <returns>Null: the server knows no such order, or does not show it to this key.</returns>
    /// <exception cref="DocSigningException">
    /// OrderOutcomeUnknown: the answer is about another order, so it says nothing of this one.
    /// </exception>
    /// <exception cref="CertCentralException">The server could not be asked.</exception>
    internal static async Task<SigningOrder?> AskAsync(CertCentralClient client, long orderId, CancellationToken cancellationToken)
    {
        try
        {
            SigningOrder order = SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
            return order.OrderId == orderId ? order : throw OrderFaults.OtherOrderAnswered(orderId, order.OrderId);
        }
        catch (CertCentralException notShown) when (notShown is NotFoundException or UnreadableAnswerException { StatusCode: 404 })
        {
            // Also a gateway's own page: whether the order is there is not said by it, and nothing is shown of the order.
            return null;
        }
    }

    /// <summary>Live orders with the person's e-mail, letter case ignored.</summary>
    /// <exception cref="CertCentralException">A likely order could not be read, so it is not known whether it is the person's.</exception>
    public async Task<IReadOnlyList<SigningOrder>> FindAsync(Person person, CancellationToken cancellationToken)
    {
        await ConfirmAsync(person, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = _client.ServerTime ?? _time.GetUtcNow();
        return [.. _index.Find(PersonText.Clean(person.Email)).Where(order => IsLive(order.Status, order.ValidTill, now))];
    }

    /// <summary>
    /// Live orders that may be the person's, since the server shows of them no e-mail, and no name or one that fits: nobody can tell whose
    /// they are.
    /// </summary>
    /// <exception cref="CertCentralException">A likely order could not be read, so it is not known whether it is the person's.</exception>
    public async Task<IReadOnlyList<UnclearOrder>> FindUnclearAsync(Person person, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<ulong> keys = await ConfirmAsync(person, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = _client.ServerTime ?? _time.GetUtcNow();
        return [.. _index.FindUnclear(keys).Where(order => IsLive(order.Status, order.ValidTill, now))];
    }

    /// <summary>
    /// What the server said of this order, in Pascal case, the dead ones too; null when no list showed it: it is younger than the lists, or
    /// not this account's.
    /// </summary>
    public string? StatusOf(long orderId) => _index.StatusOf(orderId);

    /// <returns>The keys of the person's name.</returns>
    private async Task<IReadOnlyCollection<ulong>> ConfirmAsync(Person person, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<ulong> keys = NameKeys.Of(person.GivenName, person.Surname);
        if (_index.NextUnconfirmed(keys) is not null)
        {
            var done = new TaskCompletionSource<bool>();
            try
            {
                await LineUp(done.Task).ConfigureAwait(false);
                await ConfirmAsync(keys, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                done.SetResult(true);
            }
        }

        return keys;
    }

    /// <returns>Ends, and never fails, when it is the caller's turn.</returns>
    private Task LineUp(Task mine)
    {
        lock (_gate)
        {
            Task before = _asking;
            _asking = mine;
            return before;
        }
    }

    /// <summary>Asks for all orders that may be this person's; each is confirmed when its answer is known, and only then.</summary>
    private async Task ConfirmAsync(IReadOnlyCollection<ulong> keys, CancellationToken cancellationToken)
    {
        while (_index.NextUnconfirmed(keys) is { } listed)
        {
            _index.Confirm(listed, await AskAsync(_client, listed.OrderId, cancellationToken).ConfigureAwait(false));
        }
    }
}

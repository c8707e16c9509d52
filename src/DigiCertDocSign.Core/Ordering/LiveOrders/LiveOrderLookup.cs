using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// The live orders of the account for our product: the lists, read at the start of a run and again while it goes on. When an order may be
/// the person's, and the journal does not know whose it is, the server is asked for that one order, at most once. Safe for many threads.
/// </summary>
/// <remarks>
/// Lists show no e-mail, so it is the name that makes an order likely, in any spelling that shares first name and surname with the person's
/// (<see cref="NameKeys"/>). An order for the same e-mail under quite another name is found only when the journal knows it, or when it was
/// asked for on account of somebody else.
/// </remarks>
public sealed class LiveOrderLookup
{
    /// <summary>
    /// Later readings overlap the earlier one by so much: orders get into the lists in no order that anybody has promised.
    /// </summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestReading = TimeSpan.FromMinutes(1);

    private readonly CertCentralClient _client;
    private readonly IOrderJournal? _journal;
    private readonly long _accountId;
    private readonly TimeProvider _time;
    private readonly LiveOrderIndex _index = new();
    private readonly AddressQuestions _addresses;

    // One question at a time: each caller waits for the one before.
    private readonly object _gate = new();
    private Task _asking = Task.CompletedTask;
    private DateTimeOffset _readAt;
    private TwoClocks _readBegan;
    private int _undecided;
    private bool _listShowsWaiting;
    private bool _idsRise = true;

    private LiveOrderLookup(CertCentralClient client, IOrderJournal? journal, long accountId, TimeProvider time)
    {
        (_client, _journal, _accountId, _time) = (client, journal, accountId, time);
        _readBegan = TwoClocks.Now(time);
        _addresses = new AddressQuestions(client, journal, accountId, _index);
    }

    /// <summary>How many calls the lists took when they were read first.</summary>
    internal int ListCalls { get; private set; }

    /// <summary>
    /// The highest order id that the lists have shown; null when they did not bear out that ids rise with time.
    /// </summary>
    internal long? HighestOrderId { get; private set; }

    /// <summary>How many readings of the lists there were.</summary>
    internal int Readings => _index.Readings;

    /// <summary>The last reading began so long ago that no order leaves on the strength of it.</summary>
    internal bool IsOld => Volatile.Read(ref _readBegan).Age(_time) >= LongestReading;

    /// <summary>A further reading takes more than one call for each list.</summary>
    internal bool IsLong => !CanDoWithoutRequests && _undecided > Page.Largest;

    /// <summary>
    /// More requests wait than one call shows, and the order list has shown all of their orders: then the requests would say nothing new.
    /// </summary>
    private bool CanDoWithoutRequests => _listShowsWaiting && _undecided > Page.Largest;

    /// <summary>The present by the clock that is behind.</summary>
    internal DateTimeOffset Now => PresentTime.Of(_client, _time);

    /// <summary>
    /// Reads the lists: one call for each thousand orders, and one for each thousand requests of either kind that wait for a decision.
    /// </summary>
    /// <param name="client">The account.</param>
    /// <param name="journal">What it knows of an order need not be asked for; null when there is none.</param>
    /// <param name="accountId">The account's id in the journal.</param>
    /// <param name="time">The clock of this machine.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="CertCentralException">A list could not be read, so nothing is known.</exception>
    /// <remarks>Services API: GET order/certificate, GET request.</remarks>
    public static Task<LiveOrderLookup> ReadAsync(
        CertCentralClient client, IOrderJournal? journal, long accountId, TimeProvider time, CancellationToken cancellationToken) =>
        ReadAsync(client, journal, accountId, null, time, cancellationToken);

    /// <summary>The same, for a run that asks a server which cannot be reached as long as its patience lasts.</summary>
    internal static async Task<LiveOrderLookup> ReadAsync(
        CertCentralClient client, IOrderJournal? journal, long accountId, ServerPatience? patience, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var lookup = new LiveOrderLookup(client, journal, accountId, time);
        lookup.ListCalls = await lookup.ReadListsAsync(patience, cancellationToken).ConfigureAwait(false);
        return lookup;
    }

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
            SigningOrder order =
                Following.SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
            return order.OrderId == orderId ? order : throw OrderFaults.OtherOrderAnswered(orderId, order.OrderId);
        }
        catch (CertCentralException notShown) when (notShown is NotFoundException or UnreadableAnswerException { StatusCode: 404 })
        {
            // It may be a gateway's own page, which does not say whether the order is there. Either way nothing of the order is shown.
            return null;
        }
    }

    /// <summary>Reads what is new in the lists since the last reading, unless another caller has done so meanwhile.</summary>
    /// <param name="readings">How many readings the caller knows of.</param>
    /// <param name="patience">How the lists are asked for.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="CertCentralException">A list could not be read, so nothing new is known.</exception>
    internal Task RefreshAsync(int readings, ServerPatience patience, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        if (_index.Readings == readings)
        {
            await ReadListsAsync(patience, cancellationToken).ConfigureAwait(false);
        }
    });

    /// <summary>
    /// The orders, dead or alive, that are the person's or may be: with the e-mail address, with a name that fits, or with neither.
    /// </summary>
    /// <exception cref="CertCentralException">A likely order could not be read, so it is not known whether it is the person's.</exception>
    public async Task<IReadOnlyList<LiveOrder>> FindAsync(Person person, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<ulong> keys = NameKeys.Of(person.GivenName, person.Surname);

        // Also where there is nothing to ask: what is asked on account of an earlier input at this moment may show an order at this
        // person's address, and a plan, which takes one input after the other, knows of it.
        await AloneAsync(() => ConfirmAsync(keys, cancellationToken)).ConfigureAwait(false);
        return _index.Find(EmailAddress.Of(person.Email).Key, keys);
    }

    /// <summary>
    /// Asks, for an order that shows no address, whether it has the person's: one call, where the list filtered by address has proven
    /// itself, and two where it says no.
    /// </summary>
    /// <returns>The order with the answer; as it was, when nobody can tell.</returns>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    internal async Task<LiveOrder> WithAddressAsync(LiveOrder order, Person person, CancellationToken cancellationToken)
    {
        LiveOrder told = order;
        await AloneAsync(async () => told = await _addresses.AskAsync(order, person, Now, cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        return told;
    }

    /// <summary>What the server shows of one order that the journal or the operator names.</summary>
    /// <returns>Null: the server does not show it.</returns>
    internal async Task<LiveOrder?> AskAsync(long orderId, CancellationToken cancellationToken)
    {
        SigningOrder? details = await AskAsync(_client, orderId, cancellationToken).ConfigureAwait(false);
        return details is null ? null : LiveOrder.Of(details, null);
    }

    /// <summary>
    /// What the server said of this order, in Pascal case, the dead ones too; null when no list showed it: it is younger than the lists, or
    /// not this account's.
    /// </summary>
    public (string Status, DateTime? ValidTill)? StatusOf(long orderId) => _index.StatusOf(orderId);

    /// <summary>The name under which a list has shown the order last; null when none has shown one.</summary>
    internal string? NameOf(long orderId) => _index.NameOf(orderId);

    /// <summary>Whether one of the first readings had shown the order.</summary>
    internal bool WasKnown(long orderId, int readings) => _index.WasKnown(orderId, readings);

    private async Task<int> ReadListsAsync(ServerPatience? patience, CancellationToken cancellationToken)
    {
        bool isFirst = _index.Readings == 0;
        DateTimeOffset unchangedBefore = _readAt - (isFirst ? TimeSpan.Zero : Overlap);
        async Task<Reading> ReadAsync(CertCentralClient client)
        {
            // A reading is as old as its beginning.
            (DateTimeOffset began, TwoClocks here) = (Now, TwoClocks.Now(_time));
            var lists = new AccountLists(client);
            return new Reading(
                lists,
                await lists
                    .ReadAsync(!CanDoWithoutRequests, isFirst ? null : _index.IsListed, unchangedBefore, cancellationToken)
                    .ConfigureAwait(false),
                began,
                here);
        }

        Reading read = patience is null
            ? await ReadAsync(_client).ConfigureAwait(false)
            : await patience.AskAsync(ReadAsync, "for the live orders", cancellationToken).ConfigureAwait(false);
        _index.Add(read.Orders, Now);

        // Once a reading has shown that ids do not rise with time, no later reading can prove that they do.
        _idsRise &= read.Lists.IdsRise != false;
        (_readAt, HighestOrderId) = (read.Began, _idsRise ? read.Lists.HighestOrderId : null);
        _undecided = read.Lists.Undecided ?? _undecided;
        _listShowsWaiting = read.Lists.ListShowsWaiting ?? _listShowsWaiting;
        Volatile.Write(ref _readBegan, read.Here);
        return read.Lists.Calls;
    }

    private sealed record Reading(AccountLists Lists, IReadOnlyCollection<ListedOrder> Orders, DateTimeOffset Began, TwoClocks Here);

    /// <summary>
    /// Finds out whose each order is that may be this person's. An order is confirmed when that is known, and not before.
    /// </summary>
    private async Task ConfirmAsync(IReadOnlyCollection<ulong> keys, CancellationToken cancellationToken)
    {
        while (_index.NextUnconfirmed(keys) is { } listed)
        {
            OrderIntent? owner = _journal is null
                ? null
                : await _journal.FindByOrderIdAsync(_accountId, listed.OrderId, cancellationToken).ConfigureAwait(false);

            _index.Confirm(owner is not null && NameKeys.IsListedAs(owner, listed.Name)
                ? LiveOrder.Of(owner, listed.Status, listed.ValidTill)
                : LiveOrder.Of(listed, await AskAsync(_client, listed.OrderId, cancellationToken).ConfigureAwait(false)));
        }
    }

    /// <summary>Runs a question when it is the caller's turn.</summary>
    private async Task AloneAsync(Func<Task> question)
    {
        var done = new TaskCompletionSource<bool>();
        Task before;
        lock (_gate)
        {
            before = _asking;
            _asking = done.Task;
        }

        try
        {
            // The task of the question before always ends, and never fails.
            await before.ConfigureAwait(false);
            await question().ConfigureAwait(false);
        }
        finally
        {
            done.SetResult(true);
        }
    }
}

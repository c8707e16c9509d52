using System.Text.RegularExpressions;
using CertCentral.Errors;
using CertCentral.Sandbox;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Text;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>What must be true of server, journal and outcomes, said as simply as can be.</summary>
internal sealed partial class SimModel
{
    /// <summary>Two clocks that differ by less are both right.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    /// <summary>An order that is made so long after its call has ended is another purchase.</summary>
    private static readonly TimeSpan LatestCreation = TimeSpan.FromMinutes(15);

    /// <summary>An order may come this much later than its sender died or gave up.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(1);

    private static readonly OrderingOptions Options = new();

    private readonly SimWorld _world;
    private readonly Dictionary<long, SimOrderer> _senders = [];
    private readonly Dictionary<long, SimPerson> _ofConsole = [];
    private readonly HashSet<long> _ofOtherProducts = [];

    // Orders of a journal that took their intents for not placed, for a reason that nobody can prevent.
    private readonly HashSet<long> _excused = [];
    private readonly HashSet<(int Journal, long Id)> _falseReplies = [];
    private readonly Dictionary<string, FirstLook> _firstLooks = new(StringComparer.Ordinal);

    // Orders of hosts that stood still on the way, by their senders.
    private readonly Dictionary<long, SimOrderer> _late = [];

    public SimModel(SimWorld world)
    {
        _world = world;
        Demands = new SimDemandModel(world, this);
    }

    /// <summary>The first look in vain for an intent in doubt.</summary>
    private sealed record FirstLook(SimProcess Process, long ReadAt, DateTimeOffset Local, DateTimeOffset? Date, bool SawCanary);

    /// <summary>What more the operators ask for.</summary>
    public SimDemandModel Demands { get; }

    public static bool IsLive(SandboxOrder order) => order.Status is not ("canceled" or "rejected" or "revoked" or "expired");

    public void NoteConsoleOrder(long id, SimPerson person) => _ofConsole[id] = person;

    /// <summary>An order of another product is nobody's order here, and nothing may be done for it or left undone.</summary>
    public void NoteOtherProduct(long id) => _ofOtherProducts.Add(id);

    public bool IsOfOtherProduct(long id) => _ofOtherProducts.Contains(id);

    /// <summary>The reply to a new order may name another one: a journal that has it from there has it in good faith.</summary>
    public async Task NoteReplyAsync(SimProcess process, SandboxOrder made, HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        if (answer.IsSuccessStatusCode && text.StartsWith('{') && JObject.Parse(text).Value<long?>("id") is { } id && id != made.Id)
        {
            _falseReplies.Add((process.Journal, id));
        }
    }

    /// <summary>
    /// A person whose live order the lists showed, in whatever spelling, when they were read last before the order was decided, is bought
    /// no second one. A person who has one in the same journal is bought none at all.
    /// </summary>
    public void CheckNewOrder(
        SimOrderer sender, SandboxOrder order, IReadOnlyList<SandboxOrder> before, SimDecision decided)
    {
        _world.Scheduler.Tell($"order {order.Id} for {order.Surname} {order.Email} is taken");
        _senders[order.Id] = sender;
        if (Demands.IsSaidNotPlaced(order) || IsLate(sender, order))
        {
            return;
        }

        Demands.CheckNewOrder(sender, order, before, decided);
        if (!sender.AllowsDuplicates)
        {
            CheckPairs(sender, order, before, decided.Look);
        }
    }

    /// <summary>
    /// Its host stood still between the database's answer and the first byte, and others have taken the order over and done with it.
    /// </summary>
    private bool IsLate(SimOrderer sender, SandboxOrder order)
    {
        if (_world.Team is not { } team || _world.Intents(sender.Journal).FirstOrDefault(one => IsOf(order, one)) is not { } intent
            || intent.RunId == sender.Name || !team.WasFrozenOnTheWay(sender, intent.Reference))
        {
            return false;
        }

        _late[order.Id] = sender;
        if (intent.State == IntentState.InDoubt)
        {
            return false;
        }

        Excuse(order, SimExcuse.FrozenOnTheWay);
        return true;
    }

    private void CheckPairs(SimOrderer sender, SandboxOrder order, IReadOnlyList<SandboxOrder> before, SimLook look)
    {
        foreach (SandboxOrder first in before.Where(one => IsLive(one) && HasEmail(one, order.Email)
            && one.Id != Demands.Followed(order)))
        {
            bool isOfSameJournal = JournalOf(first) == sender.Journal;
            if (!isOfSameJournal && SurnameOf(first) != order.Surname)
            {
                // Another person, to whom the address has passed. No list shows addresses, so only the journal could know.
                continue;
            }

            string what = $"{sender.Name} bought order {order.Id} for {order.Email}, who had order {first.Id}";
            if (isOfSameJournal)
            {
                if (!_excused.Contains(first.Id))
                {
                    // A false number that the journal has in good faith may die, and then no list shows the order itself yet.
                    bool isMisnumbered = IsMisnumbered(first, sender.Journal) && !look.Shown.Contains(first.Id);
                    Excuse(isMisnumbered, SimExcuse.FalseReply, $"{what} in the same journal.");
                }
            }
            else if (look.Shown.Contains(first.Id))
            {
                _world.Fail($"{what}, and a list had shown it.");
            }
            else if (ExcuseOfOther(first, sender, look) is { } excuse)
            {
                _world.Tally.Count(excuse);
            }
            else
            {
                _world.Fail($"{what}. The server's lists had it when they were read last, and the run took ones without it for whole.");
            }
        }
    }

    /// <summary>The journal has another number for the order, which the server gave it.</summary>
    private bool IsMisnumbered(SandboxOrder order, int journal) => _world.Intents(journal).Any(intent => IsOf(order, intent)
        && intent.OrderId is { } id && id != order.Id && _falseReplies.Contains((journal, id)));

    /// <summary>Why a run could not know of an order from elsewhere; null when it could.</summary>
    private SimExcuse? ExcuseOfOther(SandboxOrder first, SimProcess sender, SimLook look) =>
        Ticks(first.DateCreated) >= look.ListAt
            ? sender.FrozenAt > look.ListAt ? SimExcuse.FrozenInWindow : SimExcuse.Window
        : IsHidden(first, look) ? SimExcuse.ListsLagged
        : null;

    /// <summary>
    /// By the truth, none of the lists had the order yet when the server made them. The requests show no order that has been decided upon.
    /// </summary>
    private bool IsHidden(SandboxOrder order, SimLook look)
    {
        long created = Ticks(order.DateCreated);
        bool waits = IsUndecided(order);
        return (!waits || created + _world.Account.RequestLag.Ticks >= look.RequestsAt)
            && ((waits && !_world.Account.ListsAll) || created + _world.Account.ListLag.Ticks >= look.ListAt);
    }

    private TimeSpan UntilShown(SandboxOrder order) => IsUndecided(order) ? _world.Account.UntilShown : _world.Account.ListLag;

    private static bool IsUndecided(SandboxOrder order) => order.Requests[0].Status is "pending" or "submitted";

    /// <summary>
    /// An intent is taken for not placed only after two looks, the settle time apart by the true clock; and if its order stands all the
    /// same, no list may have shown it at the second.
    /// </summary>
    /// <returns>What is to be done when the journal has it.</returns>
    public Action CheckLook(SimProcess process, OrderIntent from, OrderIntent to)
    {
        if (from.State == IntentState.InDoubt && to.State == IntentState.InDoubt && to.LookedInVainAt is { } local
            && local != from.LookedInVainAt)
        {
            var look = new FirstLook(process, process.Sight.Last.ListAt, local, process.Sight.EarliestDate, to.LookSawLaterOrder);
            return () => _firstLooks[to.Reference] = look;
        }

        if (from.State == IntentState.InDoubt && to.State == IntentState.Planned)
        {
            DateTimeOffset now = _world.Team?.Database.Tables.Now ?? process.Time.GetUtcNow();
            DateTimeOffset? date = process.Sight.Date;
            SimLook last = process.Sight.Last;
            SandboxOrder[] orders = [.. _world.Orders.Where(one => IsOf(one, from))];
            return () => CheckNotPlaced(process, from, orders, last, now, date);
        }

        return static () => { };
    }

    /// <param name="process">Who says so.</param>
    /// <param name="intent">The intent in doubt.</param>
    /// <param name="orders">The server had them for it then.</param>
    /// <param name="last">The second look.</param>
    /// <param name="now">The process's clock then, or that of a team's database.</param>
    /// <param name="date">The server's time, as far as the process knew it.</param>
    private void CheckNotPlaced(
        SimProcess process, OrderIntent intent, SandboxOrder[] orders, SimLook last, DateTimeOffset now, DateTimeOffset? date)
    {
        FirstLook first = _firstLooks[intent.Reference];
        TimeSpan settle = first.SawCanary ? Options.ShortSettleTime : Options.SettleTime;
        var passed = TimeSpan.FromTicks(last.ListAt - first.ReadAt);

        // Across processes of one machine there are two clocks, and no third one that could tell them wrong when both have leapt ahead.
        bool haveBothLeapt = first.Process != process && now - first.Local >= settle
            && date - first.Date + TimeSpan.FromSeconds(1) >= settle;
        if (passed < settle)
        {
            Excuse(haveBothLeapt, SimExcuse.BothClocksWrong, $"{process.Name} takes {intent} for not placed after {passed}.");
        }

        foreach (SandboxOrder order in orders.Where(one => JournalOf(one) == process.Journal && !_excused.Contains(one.Id)))
        {
            if (_late.ContainsKey(order.Id) && !process.Sight.Shown.Contains(order.Id) && IsHidden(order, last))
            {
                Excuse(order, SimExcuse.FrozenOnTheWay);
                continue;
            }

            string what = $"{process.Name} says that {intent} was not placed, and order {order.Id} is on the server";
            // By a false reply the journal has the order under another intent, and order info has never shown this process whose it is.
            if (_falseReplies.Contains((process.Journal, order.Id)) && !process.Sight.Addressed.Contains(order.Id))
            {
                _world.Tally.Count(SimExcuse.FalseReply);
                _excused.Add(order.Id);
                continue;
            }

            bool isExcused = process.Sight.Shown.Contains(order.Id) || !IsHidden(order, last)
                ? Excuse(AreBothClocksWrong(intent, order), SimExcuse.BothClocksWrong, $"{what}, and its lists show it.")
                : haveBothLeapt && passed < settle
                    || Excuse(
                        !first.SawCanary && UntilShown(order) > Options.SettleTime - Lateness,
                        SimExcuse.LagBeyondSettleTime,
                        $"{what}, which its lists show within the settle time.");
            if (isExcused)
            {
                _excused.Add(order.Id);
            }
        }
    }

    /// <summary>
    /// By the clock here and by the one there the order was made before it was sent, or long after: each bears the other out.
    /// </summary>
    private static bool AreBothClocksWrong(OrderIntent intent, SandboxOrder order) =>
        (intent.ServerTimeAtSend > order.DateCreated + ClockSlack && intent.CreatedAt > order.DateCreated + ClockSlack)
        || (intent.ServerTimeAtEnd + LatestCreation < order.DateCreated && intent.SendEndedAt + LatestCreation < order.DateCreated);

    /// <summary>Nothing of the journal is asked of the order any more, for a reason that nobody can prevent.</summary>
    public void Excuse(SandboxOrder order, SimExcuse excuse)
    {
        if (_excused.Add(order.Id))
        {
            _world.Tally.Count(excuse);
        }
    }

    /// <summary>Its journal took its intent for not placed, for a reason that nobody can prevent.</summary>
    public bool IsExcused(SandboxOrder order) => _excused.Contains(order.Id);

    private bool Excuse(bool isTrue, SimExcuse excuse, string failure)
    {
        if (isTrue)
        {
            _world.Tally.Count(excuse);
        }
        else
        {
            _world.Fail(failure);
        }

        return isTrue;
    }

    /// <summary>What a process says of an input is true at that moment.</summary>
    public void CheckOutcome(SimOrderer process, OrderOutcome outcome)
    {
        Demands.CheckOutcome(process, outcome);
        if (outcome.Order is { } told)
        {
            CheckOrder(process, outcome, told.OrderId);
        }

        if (outcome.Input is { } asked)
        {
            CheckPairIsTold(process, outcome, asked);
        }

        CheckFault(outcome);
        CheckLateIsTold(process, outcome);
        bool isCertain = outcome.Fault is ServerUnreachableException or RateLimitedException or CallRefusedException
            or DocSigningException
        {
            Kind: FaultKind.OrderNotPlaced or FaultKind.ExistingOrderUnclear or FaultKind.SameNameElsewhere
                or FaultKind.EmailOfAnotherPerson or FaultKind.RenewalNotPossible,
        };
        if (isCertain && process.List.Count(person => person.HasEmail(outcome.Input!.Person.Email)) == 1
            && _world.Orders.FirstOrDefault(one => _senders.GetValueOrDefault(one.Id) == process
                && HasEmail(one, outcome.Input!.Person.Email) && !_excused.Contains(one.Id)) is { } bought)
        {
            _world.Fail(
                $"{process.Name} says that nothing was bought for {outcome.Input!.Person.Email}, and it has bought order {bought.Id}: "
                + outcome.Fault!.Message);
        }
    }

    /// <summary>A host that stood still on the way tells of its order, whatever others have done meanwhile.</summary>
    private void CheckLateIsTold(SimOrderer process, OrderOutcome outcome)
    {
        if (outcome.Input is not { } asked || process.List.Count(person => person.HasEmail(asked.Person.Email)) > 1
            || _world.Account.Lies is { Reply: not SandboxReplyLie.None } or { ReplyId: not null })
        {
            return;
        }

        foreach ((long id, SimOrderer _) in _late.Where(one => one.Value == process && process.Answered.Contains(one.Key)
            && _world.Orders.Any(order => order.Id == one.Key && HasEmail(order, asked.Person.Email))))
        {
            string[] said = [$"{outcome.Order?.OrderId}", outcome.Fault?.Message ?? "", .. outcome.Warnings];
            if (!said.Any(text => text.Contains($"{id}", StringComparison.Ordinal)))
            {
                _world.Fail($"{process.Name} does not tell of order {id}, which it has bought late: {string.Join(" ", said)}");
            }
        }
    }

    private void CheckOrder(SimProcess process, OrderOutcome outcome, long id)
    {
        SandboxOrder? order = _world.Orders.FirstOrDefault(one => one.Id == id);
        bool isOfInput = order is not null && (outcome.Input is not { } input || HasEmail(order, input.Person.Email)
            || (outcome.AlreadyOrdered && Demands.Followed(order) is { } old && old == SimDemandModel.Followed(input)));
        if (order is null || !isOfInput)
        {
            Excuse(
                _falseReplies.Contains((process.Journal, id))
                    && (order is null || outcome.AlreadyOrdered || !IsShownBefore(process, outcome.Input!, id)),
                SimExcuse.FalseReply,
                $"{process.Name} says order {id} for {outcome.Input?.Person.Email}, and the server has {order?.Email}.");
        }
        else if (outcome.Input is not null && !outcome.AlreadyOrdered && !IsOurs(order))
        {
            _world.Fail($"{process.Name} says that it has bought order {id}, which the console made.");
        }
        else if (outcome.AlreadyOrdered && _senders.GetValueOrDefault(id) != process)
        {
            _world.Tally.CountPrevented();
        }
    }

    /// <summary>The lists had shown the order when it was last decided about the input.</summary>
    private static bool IsShownBefore(SimProcess process, OrderInput input, long id) =>
        process.Sight.Decided.TryGetValue(EmailAddress.Of(input.Person.Email).Key, out SimDecision? decided)
        && decided.Look.Shown.Contains(id);

    /// <summary>A doubt says what to look at: an order, or the intent's reference.</summary>
    private void CheckFault(OrderOutcome outcome)
    {
        if (outcome.Fault is not DocSigningException { Kind: FaultKind.OrderOutcomeUnknown or FaultKind.ExistingOrderUnclear } doubt)
        {
            return;
        }

        _world.Tally.CountDoubt();
        if (!WhatToLookAt().IsMatch(doubt.Message) && !doubt.Message.Contains("Another run", StringComparison.Ordinal))
        {
            _world.Fail($"A doubt does not say what to look at: {doubt.Message}");
        }
    }

    /// <summary>
    /// Two live orders of one person are told by the first run whose lists show both, before it decides about the person; a doubt is told
    /// by itself.
    /// </summary>
    private void CheckPairIsTold(SimOrderer process, OrderOutcome outcome, OrderInput asked)
    {
        // A doubt is told by itself, and where the server could not be asked, or the journal failed, nothing was decided. Where duplicates
        // are allowed, a later input of the person may have been decided meanwhile.
        if (outcome.Fault is DocSigningException
            {
                Kind: FaultKind.OrderOutcomeUnknown or FaultKind.JournalFull or FaultKind.JournalUnreachable or FaultKind.RunLost,
            } or CertCentralException
            || !process.Sight.Decided.TryGetValue(EmailAddress.Of(asked.Person.Email).Key, out SimDecision? decided)
            || (process.AllowsDuplicates && process.List.Count(person => person.HasEmail(asked.Person.Email)) > 1))
        {
            return;
        }

        // While another run has the person in hand, nothing new is decided about an order that was in doubt and is found.
        decided = Demands.DecisionOfDuplicate(process, outcome) ?? decided;
        SandboxOrder[] all =
            [.. _world.Orders.Where(one => HasEmail(one, asked.Person.Email) && SurnameOf(one) == asked.Person.Surname)];
        SandboxOrder[] theirs =
        [
            .. all.Where(one => IsLive(one) && decided.Look.Shown.Contains(one.Id)
                && !Demands.IsFollowedByOne(one, all.Where(next => MayKnow(process, next, decided.Look)), decided.Look)),
        ];
        if (theirs.Length < 2)
        {
            return;
        }

        // Of an order that shows no address, and that the journal does not know, or has under another person by a false reply, nobody can
        // tell whose it is.
        OrderIntent[] intents = [.. _world.Intents(process.Journal)];
        bool IsNoted(SandboxOrder one) => intents.Any(intent => intent.OrderId == one.Id && HasEmail(one, intent.Email));
        SandboxOrder[] known = [.. theirs.Where(one => IsNoted(one) || IsAddressed(process, one))];
        if (known.Length < theirs.Length)
        {
            _world.Tally.Count(SimExcuse.AddressNotShown);
        }

        if (known.Length < 2)
        {
            return;
        }

        string[] ids = [.. known.Select(one => $"{one.Id}")];
        string[] said = [.. outcome.Warnings, outcome.Fault?.Message ?? ""];
        if (said.Any(text => text.Contains("has another live order besides", StringComparison.Ordinal)))
        {
            _world.Tally.CountDoubt();
        }
        else if (said.Any(text => ids.All(id => text.Contains(id, StringComparison.Ordinal))))
        {
            _world.Tally.CountTold();
        }
        else
        {
            Excuse(
                decided.IsOpen,
                SimExcuse.InHandElsewhere,
                $"{process.Name} does not say that {asked.Person.Email} has orders {string.Join(", ", ids)}: {string.Join(" ", said)}");
        }
    }

    /// <summary>A list had shown the order, or the process's journal has bought it.</summary>
    private bool MayKnow(SimProcess process, SandboxOrder order, SimLook look) =>
        look.Shown.Contains(order.Id) || JournalOf(order) == process.Journal;

    public static bool IsAddressed(SimProcess process, SandboxOrder order) =>
        process.Sight.Addressed.Contains(order.Id) && !process.Sight.Unaddressed.Contains(order.Id);

    /// <summary>On a day without faults a list comes to its end, and everybody on it has an order, or is told why not.</summary>
    public void CheckLastRun(SimOrderer process)
    {
        if (!_world.Account.IsPlain)
        {
            if (process.Outcomes.Find(one => one.Input is not null && one.Order is null && one.Fault is null) is { } silent
                && process.EndedBy is null)
            {
                _world.Fail($"{process.Name} does not say why {silent.Input!.Person.Email} has no order.");
            }

            return;
        }

        if (process.EndedBy is { } problem)
        {
            _world.Fail($"On a good day the run was stopped: {problem.Message}");
        }

        foreach (OrderOutcome? outcome in process.Outcomes.Where(one => one.Input is not null && one.Order is null))
        {
            string email = outcome.Input!.Person.Email;
            bool isRight = outcome.Fault switch
            {
                CallRefusedException => process.List.Any(person => person.IsRefused && person.HasEmail(email)),
                DocSigningException { Kind: FaultKind.EmailOfAnotherPerson } =>
                    _world.Orders.Any(order => IsLive(order) && HasEmail(order, email) && SurnameOf(order) != outcome.Input.Person.Surname),
                DocSigningException { Kind: FaultKind.OrderOutcomeUnknown } => IsUndecidable(email, outcome.Input.Person.Surname),
                DocSigningException { Kind: var kind } => Demands.IsRightlyWithout(process, outcome.Input, kind),
                _ => false,
            };
            if (!isRight)
            {
                _world.Fail($"On a good day {email} has no order: {outcome.Fault?.Message}");
            }
        }
    }

    /// <summary>Server and journal say the same, and nothing is open but what is told.</summary>
    public void CheckEnd(IReadOnlyList<IReadOnlyList<SimPerson>> lists)
    {
        for (int journal = 0; journal < _world.Journals; journal++)
        {
            CheckJournal(journal);
        }

        if (!_world.Account.IsPlain)
        {
            return;
        }

        foreach (SimPerson? person in lists.SelectMany(list => list)
            .Where(person => !person.IsRefused && !IsUndecidable(person.Person.Email, person.Person.Surname)))
        {
            if (!_world.Orders.Any(order => IsLive(order) && person.HasEmail(order.Email)) && !Demands.HasOrderElsewhere(person))
            {
                _world.Fail($"In the end {person.Person.Email} has no order.");
            }
        }
    }

    private void CheckJournal(int journal)
    {
        IReadOnlyList<OrderIntent> intents = _world.Intents(journal);
        foreach (OrderIntent intent in intents)
        {
            bool isOpen = intent.State is IntentState.Planned or IntentState.Sent
                || (intent.State == IntentState.InDoubt && !IsUndecidable(intent.Email, intent.Surname));
            if (isOpen && _world.Account.IsPlain)
            {
                _world.Fail($"In the end the journal has {intent}.");
            }

            if (intent.OrderId is { } id && !_world.Orders.Any(one => one.Id == id && IsTheirs(one, intent))
                && !_falseReplies.Contains((journal, id)))
            {
                _world.Fail($"The journal has order {id} for {intent}, and the server has it for somebody else.");
            }
        }

        foreach (SandboxOrder order in _world.Orders.Where(one => JournalOf(one) == journal && !_excused.Contains(one.Id)))
        {
            OrderIntent? intent = intents.FirstOrDefault(one => IsOf(order, one));
            bool isNoted = intent?.OrderId == order.Id && intent.State is IntentState.Placed or IntentState.Closed;
            bool isTold = intent?.State is IntentState.InDoubt or IntentState.Sent && !_world.Account.IsPlain;
            if (!isNoted && !isTold && !(intent?.OrderId is { } other && _falseReplies.Contains((journal, other))))
            {
                bool isDoubtful = intent?.State == IntentState.InDoubt && IsUndecidable(intent.Email, intent.Surname);
                if (!isDoubtful)
                {
                    // By the person's own key another order of that person was found in its place, and each is told beside the other.
                    Excuse(
                        intent is not null
                            && _world.Orders.Any(one => one.Id == intent.OrderId && one.Id != order.Id && IsTheirs(one, intent)),
                        SimExcuse.SameKeyElsewhere,
                        $"Order {order.Id} for {order.Email} stands in the journal as {intent}.");
                }
            }
        }
    }

    /// <summary>
    /// An order of the console for the address or the name may be ours, since comments may be replaced and the lists of the simulation have
    /// no CSR: a person must look.
    /// </summary>
    private bool IsUndecidable(string email, string surname) =>
        _world.Orders.Any(order => !IsOurs(order) && !Demands.IsOld(order) && (HasEmail(order, email) || SurnameOf(order) == surname));

    private int? JournalOf(SandboxOrder order) => _senders.TryGetValue(order.Id, out SimOrderer? sender) ? sender.Journal : null;

    /// <summary>Of the person for whom it was made, however a colleague spelled it.</summary>
    public string SurnameOf(SandboxOrder order) =>
        _ofConsole.TryGetValue(order.Id, out SimPerson? person) ? person.Person.Surname : order.Surname;

    private static bool IsOf(SandboxOrder order, OrderIntent intent) => Carries(order, intent.Reference);

    /// <summary>By the truth, whatever the server shows.</summary>
    public static bool Carries(SandboxOrder order, string reference) => order.Comments == $"[{reference}]";

    /// <summary>The person's own key is in it: another journal has bought it for the same person.</summary>
    private bool IsTheirs(SandboxOrder order, OrderIntent intent) => IsOf(order, intent)
        || (HasEmail(order, intent.Email) && order.Surname == intent.Surname && intent.CsrSha256 is not null && order.Csr is not null
            && JournalOf(order) is not null);

    private static bool IsOurs(SandboxOrder order) => order.Comments?.Contains("[DS-", StringComparison.Ordinal) == true;

    public static bool HasEmail(SandboxOrder order, string email) => string.Equals(order.Email, email, StringComparison.OrdinalIgnoreCase);

    private long Ticks(DateTimeOffset moment) => (moment - _world.Scheduler.Clock.Start).Ticks;

    [GeneratedRegex(@"DS-\w+|\border \d+|\bOrders? \d+")]
    private static partial Regex WhatToLookAt();
}

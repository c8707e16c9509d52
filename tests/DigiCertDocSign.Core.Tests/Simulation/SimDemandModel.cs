using CertCentral.Sandbox;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>What must be true of renewals, duplicates, one person under two addresses, and words by hand.</summary>
internal sealed class SimDemandModel(SimWorld world, SimModel model)
{
    // By process and address: the intents by which an input there got its order.
    private readonly Dictionary<(SimProcess Process, string Email), HashSet<string>> _served = [];
    private readonly Dictionary<long, long> _endedAt = [];
    private readonly HashSet<string> _saidNotPlaced = new(StringComparer.Ordinal);
    private readonly Dictionary<long, SimDecision> _decisions = [];
    private readonly Dictionary<string, long> _old = new(StringComparer.Ordinal);

    /// <summary>An issued order that stood before anything else.</summary>
    public void NoteOld(SandboxOrder order) => _old[EmailAddress.Of(order.Email).Key] = order.Id;

    public bool IsOld(SandboxOrder order) => _old.ContainsValue(order.Id);

    /// <summary>The order of the person that can be renewed; who has moved has it under the address before.</summary>
    public long? OldOf(SimPerson person, IReadOnlyList<SimPerson> people)
    {
        IEnumerable<SimPerson> same = people.Where(one =>
            one.HasEmail(person.Person.Email) || (one.DirectoryId is not null && one.DirectoryId == person.DirectoryId));
        return same.Select(one => _old.TryGetValue(EmailAddress.Of(one.Person.Email).Key, out long id) ? id : (long?)null)
            .FirstOrDefault(id => id is not null);
    }

    public void NoteEnd(SandboxOrder order) => _endedAt[order.Id] = world.Scheduler.Clock.Now;

    public void NoteChange(SimProcess process, OrderIntent from, OrderIntent to)
    {
        if (from.State == IntentState.InDoubt && to.OrderId is not null)
        {
            Served(process, to.Email).Add(to.Reference);
        }
    }

    /// <summary>An order that comes after the operator has looked is the second one then, and nobody can know of it.</summary>
    public void NoteSaidNotPlaced(string reference)
    {
        _saidNotPlaced.Add(reference);
        foreach (SandboxOrder order in world.Orders.Where(one => SimModel.Carries(one, reference)))
        {
            model.Excuse(order, SimExcuse.SaidTooEarly);
        }
    }

    /// <returns>True: nothing more can be asked of this order.</returns>
    public bool IsSaidNotPlaced(SandboxOrder order)
    {
        bool isSaid = _saidNotPlaced.Any(reference => SimModel.Carries(order, reference));
        if (isSaid)
        {
            model.Excuse(order, SimExcuse.SaidTooEarly);
        }

        return isSaid;
    }

    /// <summary>
    /// Nobody is bought more than the list has inputs for, what was found in doubt included; nobody over an open intent; nor a person whom
    /// the journal has under another address.
    /// </summary>
    public void CheckNewOrder(SimOrderer sender, SandboxOrder order, IReadOnlyList<SandboxOrder> before, SimDecision decided)
    {
        _decisions[order.Id] = decided;
        IReadOnlyList<OrderIntent> intents = world.Intents(sender.Journal);
        OrderIntent own = intents.Single(one => SimModel.Carries(order, one.Reference));
        HashSet<string> served = Served(sender, order.Email);
        served.Add(own.Reference);
        int inputs = sender.List.Count(person => person.HasEmail(order.Email));
        if (served.Count > inputs)
        {
            world.Fail($"{sender.Name} has {inputs} input(s) for {order.Email}, and they got {string.Join(", ", served)}.");
        }

        if (intents.FirstOrDefault(one => one.IsOpen && one.Key == own.Key && one.Reference != own.Reference) is { } open)
        {
            world.Fail($"{sender.Name} bought order {order.Id} over {open}.");
        }

        if (sender.AllowsDuplicates)
        {
            if (before.Any(one => SimModel.IsLive(one) && SimModel.HasEmail(one, order.Email)))
            {
                world.Tally.Count(SimMet.Duplicated);
            }

            return;
        }

        if (before.FirstOrDefault(one => one.Id == Followed(order)) is { } old)
        {
            CheckFollowed(sender, order, own, old, before);
        }

        CheckDirectory(sender, order, own, intents);
    }

    /// <summary>An order is followed once, and for its own person.</summary>
    private void CheckFollowed(
        SimOrderer sender, SandboxOrder order, OrderIntent own, SandboxOrder old, IReadOnlyList<SandboxOrder> before)
    {
        IReadOnlyList<OrderIntent> intents = world.Intents(sender.Journal);
        world.Tally.Count(own.Kind == IntentKind.Replacement ? SimMet.Replaced : SimMet.Renewed);
        if (before.FirstOrDefault(one => SimModel.IsLive(one) && !model.IsExcused(one) && Followed(one) == old.Id && IsOf(one, intents))
            is { } second)
        {
            world.Fail($"{sender.Name} bought order {order.Id} in the place of order {old.Id}, which order {second.Id} follows.");
        }

        // In a replacement a name may be a new one, where the address and the given name are the same and no id speaks against it.
        OrderIntent? noted = intents.FirstOrDefault(one => one.OrderId == old.Id);
        bool isChangedName = own.Kind == IntentKind.Replacement && SimModel.HasEmail(old, order.Email)
            && old.GivenName == order.GivenName;
        if ((model.SurnameOf(old) != order.Surname && !isChangedName)
            || (noted?.DirectoryId is { } id && own.DirectoryId is { } other && id != other))
        {
            world.Fail($"{sender.Name} renewed order {old.Id} of {model.SurnameOf(old)} by order {order.Id} for {order.Surname}.");
        }
    }

    private void CheckDirectory(SimOrderer sender, SandboxOrder order, OrderIntent own, IReadOnlyList<OrderIntent> intents)
    {
        if (own.DirectoryId is not { } id)
        {
            return;
        }

        foreach (OrderIntent other in intents.Where(one => one.DirectoryId is not null && one.Key != own.Key && MayHaveLiveOrder(one)))
        {
            if (other.DirectoryId != id)
            {
                if (other.Person == own.Person)
                {
                    world.Tally.Count(SimMet.Twins);
                }
            }
            else if (other.OrderId is null || other.OrderId != Followed(order))
            {
                world.Fail($"{sender.Name} bought order {order.Id} for {order.Email}, who is in the journal as {other} {other.OrderId}.");
            }
        }
    }

    /// <summary>By the truth; a number that a false reply named says nothing.</summary>
    private bool MayHaveLiveOrder(OrderIntent intent) => intent.State is IntentState.Sent or IntentState.InDoubt
        || (intent.State == IntentState.Placed
            && world.Orders.Any(order =>
                SimModel.IsLive(order) && order.Id == intent.OrderId && SimModel.Carries(order, intent.Reference)));

    public void CheckOutcome(SimOrderer process, OrderOutcome outcome)
    {
        if (outcome.Fault is DocSigningException { Kind: FaultKind.SameNameElsewhere })
        {
            world.Tally.Count(SimMet.KnownByItsId);
        }

        if (outcome.Order is not { } order || outcome.Input is not { } asked)
        {
            return;
        }

        if (!outcome.AlreadyOrdered)
        {
            CheckNamesakeIsTold(process, outcome, asked, order.OrderId);
        }
        else if (process.AllowsDuplicates)
        {
            world.Tally.Count(SimMet.FoundInsteadOfDuplicate);
            if (!outcome.Warnings.Any(text => text.Contains("in doubt", StringComparison.Ordinal)) && !IsItsRenewal(asked, order.OrderId))
            {
                world.Fail($"{process.Name} allows duplicates, and buys no other than order {order.OrderId} for {asked.Person.Email}.");
            }
        }
    }

    /// <summary>No order is renewed twice, whatever is allowed.</summary>
    private bool IsItsRenewal(OrderInput asked, long id) => Followed(asked) is { } old
        && world.Orders.Any(order => order.Id == id && Followed(order) == old);

    /// <summary>A live order of the name under another address, which was known when it was decided, is told beside the new one.</summary>
    private void CheckNamesakeIsTold(SimOrderer process, OrderOutcome outcome, OrderInput asked, long id)
    {
        if (process.AllowsDuplicates || !_decisions.TryGetValue(id, out SimDecision? decided)
            || world.Account.Lies is { Names: not SandboxNameLie.None } or { Reply: not SandboxReplyLie.None })
        {
            return;
        }

        IReadOnlyList<OrderIntent> intents = world.Intents(process.Journal);
        bool IsNamesake(SandboxOrder one) => SimModel.IsLive(one) && decided.Look.Shown.Contains(one.Id)
            && one.Id != Followed(asked) && one.GivenName == asked.Person.GivenName && one.Surname == asked.Person.Surname
            && !SimModel.HasEmail(one, asked.Person.Email);
        IReadOnlyList<SandboxOrder> orders = world.Orders;
        SandboxOrder[] others =
        [
            .. orders.Where(one => IsNamesake(one) && (intents.FirstOrDefault(intent => intent.OrderId == one.Id) is { } noted
                ? noted.DirectoryId is null || asked.DirectoryId is null
                : SimModel.IsAddressed(process, one))),
        ];
        if (others.Length == 0)
        {
            return;
        }

        // One of them is told, also one whose name is not quite the same.
        if (outcome.Warnings.Any(text => orders.Any(one => !SimModel.HasEmail(one, asked.Person.Email)
            && text.Contains($"order {one.Id} (", StringComparison.Ordinal))))
        {
            world.Tally.Count(SimMet.NamesakeTold);
        }
        else
        {
            world.Fail($"{process.Name} bought order {id} for {asked.Person}, and does not tell of order {others[0].Id}: "
                + string.Join(" ", outcome.Warnings));
        }
    }

    /// <summary>By what an order was decided that its operator wanted beside others; null when it was not bought so.</summary>
    public SimDecision? DecisionOfDuplicate(SimOrderer process, OrderOutcome outcome) =>
        process.AllowsDuplicates && outcome is { AlreadyOrdered: false, Order: { } order }
            ? _decisions.GetValueOrDefault(order.OrderId)
            : null;

    /// <summary>The order in whose place the input is to come.</summary>
    public static long? Followed(OrderInput input) => input.Body.RenewalOfOrderId ?? input.Replaces;

    /// <summary>The order in whose place this one has come. Of a replacement only its journal knows.</summary>
    public long? Followed(SandboxOrder order) => order.RenewalOfOrderId
        ?? (!world.Demands.Replaces ? null
            : Enumerable.Range(0, world.Journals).SelectMany(world.Intents)
                .FirstOrDefault(one => one.Kind == IntentKind.Replacement && SimModel.Carries(order, one.Reference))?.TargetOrderId);

    private static bool IsOf(SandboxOrder order, IReadOnlyList<OrderIntent> intents) =>
        intents.Any(one => SimModel.Carries(order, one.Reference));

    /// <summary>The order is followed by another one that stood by the last look, so that it is not one too much.</summary>
    public bool IsFollowedByOne(SandboxOrder order, IEnumerable<SandboxOrder> others, SimLook look) => others.Any(one =>
        Followed(one) == order.Id && (SimModel.IsLive(one) || _endedAt.GetValueOrDefault(one.Id) > look.ListAt));

    /// <summary>Whether it is right on a good day that an input was not ordered for.</summary>
    public bool IsRightlyWithout(SimProcess process, OrderInput input, FaultKind kind) => kind switch
    {
        FaultKind.SameNameElsewhere => HasOrderElsewhere(process.Journal, input.DirectoryId, input.Person.Email),
        FaultKind.RenewalNotPossible => world.Orders.Any(order => order.Id == Followed(input)
            ? model.SurnameOf(order) != input.Person.Surname
            : Followed(order) == Followed(input) && !SimModel.HasEmail(order, input.Person.Email)),
        _ => false,
    };

    /// <summary>The person has moved, and one of the orders is enough.</summary>
    public bool HasOrderElsewhere(SimPerson person) =>
        world.Orders.Any(order => SimModel.IsLive(order) && person.Follows is { } old && Followed(order) == old)
        || Enumerable.Range(0, world.Journals).Any(journal => HasOrderElsewhere(journal, person.DirectoryId, person.Person.Email));

    private bool HasOrderElsewhere(int journal, string? directoryId, string email) => directoryId is not null
        && world.Intents(journal).Any(one => one.DirectoryId == directoryId && !EmailAddress.AreSame(one.Email, email)
            && (MayHaveLiveOrder(one) || one.State == IntentState.Planned));

    private HashSet<string> Served(SimProcess process, string email)
    {
        (SimProcess Process, string Email) key = (process, EmailAddress.Of(email).Key);
        if (!_served.TryGetValue(key, out HashSet<string>? served))
        {
            _served[key] = served = new HashSet<string>(StringComparer.Ordinal);
        }

        return served;
    }
}

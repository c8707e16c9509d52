using CertCentral.Errors;
using CertCentral.Sandbox;
using DigiCertDocSign.Ordering.Run;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>What must be true of server, journal and outcomes, said as simply as can be.</summary>
internal sealed class SimModel(SimWorld world)
{
    private readonly Dictionary<long, SimProcess> _senders = [];

    public static bool IsLive(SandboxOrder order) => order.Status is not ("canceled" or "rejected" or "revoked" or "expired");

    /// <summary>
    /// Nobody is ordered for who has a live order in the same journal, or one of another journal or the console that the lists showed when
    /// they were read before the order was sent.
    /// </summary>
    public void CheckNewOrder(SimProcess sender, SandboxOrder order, IReadOnlyList<SandboxOrder> before, long listedAt)
    {
        world.Scheduler.Tell($"order {order.Id} for {order.Surname} {order.Email} is taken");
        _senders[order.Id] = sender;
        DateTimeOffset listed = world.Scheduler.Clock.Start + TimeSpan.FromTicks(listedAt) - world.Lag;
        if (before.FirstOrDefault(one => IsLive(one)
            && HasEmail(one, order.Email)
            && (JournalOf(one) == sender.Journal || (one.Surname == order.Surname && one.DateCreated < listed))) is { } first)
        {
            world.Fail($"{sender.Name} bought order {order.Id} for {order.Email}, who had order {first.Id}.");
        }
    }

    /// <summary>What a process says of an input is true at that moment.</summary>
    public void CheckOutcome(SimProcess process, OrderOutcome outcome, IReadOnlyList<SimPerson> list)
    {
        if (outcome.Order is { } told)
        {
            SandboxOrder? order = world.Orders.FirstOrDefault(one => one.Id == told.OrderId);
            if (order is null || (outcome.Input is { } input && !HasEmail(order, input.Person.Email)))
            {
                world.Fail(
                    $"{process.Name} says order {told.OrderId} for {outcome.Input?.Person.Email}, and the server has {order?.Email}.");
            }
            else if (outcome.Input is not null && !outcome.AlreadyOrdered && !IsOurs(order))
            {
                world.Fail($"{process.Name} says that it has bought order {told.OrderId}, which the console made.");
            }
        }

        bool isCertain = outcome.Fault is ServerUnreachableException or RateLimitedException or RequestRefusedException
            or DocSigningException { Kind: FaultKind.OrderNotPlaced };
        if (isCertain && list.Count(person => person.HasEmail(outcome.Input!.Person.Email)) == 1
            && world.Orders.FirstOrDefault(
                one => _senders.GetValueOrDefault(one.Id) == process && HasEmail(one, outcome.Input!.Person.Email)) is { } bought)
        {
            world.Fail(
                $"{process.Name} says that nothing was bought for {outcome.Input!.Person.Email}, and it has bought order {bought.Id}.");
        }
    }

    /// <summary>On a day without faults a list comes to its end, and everybody on it has an order.</summary>
    public void CheckLastRun(SimProcess process, IReadOnlyList<SimPerson> list)
    {
        if (process.EndedBy is { } problem)
        {
            world.Fail($"On a good day the run was stopped: {problem.Message}");
        }

        foreach (OrderOutcome told in process.Outcomes.Where(one => one.Input is not null && one.Order is not null))
        {
            CheckPairIsTold(process, told);
        }

        foreach (OrderOutcome? outcome in process.Outcomes.Where(one => one.Input is not null && one.Order is null))
        {
            string email = outcome.Input!.Person.Email;
            bool isRight = outcome.Fault switch
            {
                RequestRefusedException => list.Any(person => person.IsRefused && person.HasEmail(email)),
                DocSigningException { Kind: FaultKind.EmailOfAnotherPerson } =>
                    world.Orders.Any(order => IsLive(order) && HasEmail(order, email) && order.Surname != outcome.Input.Person.Surname),
                DocSigningException { Kind: FaultKind.OrderOutcomeUnknown } => IsUndecidable(email, outcome.Input.Person.Surname),
                _ => false,
            };
            if (!isRight)
            {
                world.Fail($"On a good day {email} has no order: {outcome.Fault?.Message}");
            }
        }
    }

    /// <summary>Two live orders of one person, which no list could prevent, are told by a run whose lists show both.</summary>
    private void CheckPairIsTold(SimProcess process, OrderOutcome outcome)
    {
        string[] ids =
        [
            .. world.Orders
                .Where(one => IsLive(one) && HasEmail(one, outcome.Input!.Person.Email) && one.Surname == outcome.Input.Person.Surname)
                .Select(one => $"{one.Id}"),
        ];
        if (ids.Length > 1 && !outcome.Warnings.Any(warning => ids.All(id => warning.Contains(id, StringComparison.Ordinal))))
        {
            world.Fail($"{process.Name} does not say that {outcome.Input!.Person.Email} has orders {string.Join(", ", ids)}.");
        }
    }

    /// <summary>Server and journal say the same, and nothing is open.</summary>
    public void CheckEnd(IReadOnlyList<IReadOnlyList<SimPerson>> lists)
    {
        IReadOnlyList<OrderIntent> intents = world.Intents();
        foreach (OrderIntent intent in intents)
        {
            bool isOpen = intent.State is IntentState.Planned or IntentState.Sent
                || (intent.State == IntentState.InDoubt && !IsUndecidable(intent.Email, intent.Surname));
            if (isOpen)
            {
                world.Fail($"In the end the journal has {intent}.");
            }

            if (intent.OrderId is { } id && world.Orders.FirstOrDefault(one => one.Id == id)?.Comments != $"[{intent.Reference}]")
            {
                world.Fail($"The journal has order {id} for {intent}, and the server has it for somebody else.");
            }
        }

        foreach (SandboxOrder? order in world.Orders.Where(IsOurs))
        {
            OrderIntent? intent = intents.FirstOrDefault(one => order.Comments == $"[{one.Reference}]");
            if (intent?.OrderId != order.Id || intent.State is not (IntentState.Placed or IntentState.Closed))
            {
                world.Fail($"Order {order.Id} for {order.Email} stands in the journal as {intent}.");
            }
        }

        foreach (SimPerson? person in lists.SelectMany(list => list)
            .Where(person => !person.IsRefused && !IsUndecidable(person.Person.Email, person.Person.Surname)))
        {
            if (!world.Orders.Any(order => IsLive(order) && person.HasEmail(order.Email)))
            {
                world.Fail($"In the end {person.Person.Email} has no order.");
            }
        }
    }

    /// <summary>
    /// An order of the console for the address or the name may be ours, since comments may be replaced and the lists of the simulation have
    /// no CSR: a person must look.
    /// </summary>
    private bool IsUndecidable(string email, string surname) =>
        world.Orders.Any(order => !IsOurs(order) && (HasEmail(order, email) || order.Surname == surname));

    private int? JournalOf(SandboxOrder order) => _senders.TryGetValue(order.Id, out SimProcess? sender) ? sender.Journal : null;

    private static bool IsOurs(SandboxOrder order) => order.Comments?.Contains("[DS-", StringComparison.Ordinal) == true;

    private static bool HasEmail(SandboxOrder order, string email) => string.Equals(order.Email, email, StringComparison.OrdinalIgnoreCase);
}

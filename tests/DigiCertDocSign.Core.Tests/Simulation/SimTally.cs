namespace DigiCertDocSign.Tests.Simulation;

/// <summary>What nobody can prevent, or tell; each is proven of the case at hand before it counts.</summary>
internal enum SimExcuse
{
    /// <summary>The first order came after the last look of the one who bought the second, from another journal or the console.</summary>
    Window,

    /// <summary>The same, and the process stood still between its look and its order.</summary>
    FrozenInWindow,

    /// <summary>From another journal or the console, and no list of the server had it yet at that look.</summary>
    ListsLagged,

    /// <summary>
    /// Of the same journal and in doubt, and no list of the server had it yet at the second look, the whole settle time later.
    /// </summary>
    LagBeyondSettleTime,

    /// <summary>The clocks here and there were both wrong in one direction, so that each bore the other out.</summary>
    BothClocksWrong,

    /// <summary>The reply to a new order named one that does not exist, or one of somebody else that no list had shown.</summary>
    FalseReply,

    /// <summary>The operator looked in the console before the order came, and said that it was not placed.</summary>
    SaidTooEarly,

    /// <summary>The journal has another journal's order of the same person with the same key in place of its own.</summary>
    SameKeyElsewhere,

    /// <summary>
    /// Two orders of one person, and when the order in doubt was found another run had the person in hand: nobody looks at orders then.
    /// </summary>
    InHandElsewhere,

    /// <summary>Two orders of one person, and the server never showed of one of them whose it is.</summary>
    AddressNotShown,

    /// <summary>
    /// A host stood still between the database's answer and the order's first byte, for so long that others took the order over.
    /// </summary>
    FrozenOnTheWay,
}

/// <summary>What happens in the simulation, so that one may see that it does.</summary>
internal enum SimMet
{
    /// <summary>A renewal was bought.</summary>
    Renewed,

    /// <summary>A replacement was bought.</summary>
    Replaced,

    /// <summary>An order beside a live one, because its operator allows duplicates.</summary>
    Duplicated,

    /// <summary>An input whose operator allows duplicates got the order that an earlier run had left in doubt.</summary>
    FoundInsteadOfDuplicate,

    /// <summary>An operator said by hand which order is the one in doubt.</summary>
    SaidPlaced,

    /// <summary>An operator said by hand that it was not placed.</summary>
    SaidNotPlaced,

    /// <summary>A person who has an order under another address, by the directory's own id, was not bought for.</summary>
    KnownByItsId,

    /// <summary>Twins, by their ids, have an order each.</summary>
    Twins,

    /// <summary>Somebody of the same name under another address was told of beside a new order.</summary>
    NamesakeTold,
}

/// <summary>What happens to a team in the simulation, so that one may see that it does.</summary>
internal enum SimTeamMet
{
    /// <summary>The database was killed, and started again.</summary>
    DatabaseKilled,

    /// <summary>The server gave up a host that was at work.</summary>
    SessionLost,

    /// <summary>The database had done what it was asked, and its answer was lost.</summary>
    AnswerLost,

    /// <summary>What was under way on a session that its host had given up came to pass.</summary>
    CarriedOutLater,

    /// <summary>The same, and the session was ended before.</summary>
    NotCarriedOutLater,

    /// <summary>A host stood still while its answer came, had lost its place when it woke, and read the answer all the same.</summary>
    FrozenBeforeTheAnswer,

    /// <summary>An intent was taken from a run whose process was alive.</summary>
    TakenFromTheLiving,
}

/// <summary>The figures of many schedules. Safe for many threads.</summary>
internal sealed class SimTally
{
    private readonly long[] _excuses = new long[Enum.GetValues<SimExcuse>().Length];
    private readonly long[] _met = new long[Enum.GetValues<SimMet>().Length];
    private readonly long[] _ofTeam = new long[Enum.GetValues<SimTeamMet>().Length];
    private long _schedules;
    private long _orders;
    private long _prevented;
    private long _told;
    private long _doubts;

    public long Schedules => _schedules;

    public void CountSchedule(int orders)
    {
        Interlocked.Increment(ref _schedules);
        Interlocked.Add(ref _orders, orders);
    }

    public void CountPrevented() => Interlocked.Increment(ref _prevented);

    public void CountTold() => Interlocked.Increment(ref _told);

    public void CountDoubt() => Interlocked.Increment(ref _doubts);

    public void Count(SimExcuse excuse) => Interlocked.Increment(ref _excuses[(int)excuse]);

    public long Of(SimExcuse excuse) => _excuses[(int)excuse];

    public void Count(SimMet met) => Interlocked.Increment(ref _met[(int)met]);

    public long Of(SimMet met) => _met[(int)met];

    public void Count(SimTeamMet met) => Interlocked.Increment(ref _ofTeam[(int)met]);

    public long Of(SimTeamMet met) => _ofTeam[(int)met];

    public override string ToString() =>
        $"{_schedules} schedules, {_orders} orders, {_prevented} pairs prevented, {_told} pairs told, {_doubts} told in doubt; "
        + string.Join(", ", Enum.GetValues<SimExcuse>().Select(excuse => $"excuse {excuse} {_excuses[(int)excuse]} times"))
        + "; " + string.Join(", ", Enum.GetValues<SimMet>().Select(met => $"{met} {_met[(int)met]} times"))
        + "; " + string.Join(", ", Enum.GetValues<SimTeamMet>().Select(met => $"{met} {_ofTeam[(int)met]} times"));
}

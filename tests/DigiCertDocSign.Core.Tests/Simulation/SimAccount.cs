using CertCentral.Sandbox;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>The account and the server of one schedule: their habits, their lags and their lies, as the seed has drawn them.</summary>
internal sealed class SimAccount
{
    private const int MostSecondsOfShortLag = 60;
    private const int MostLies = 20;

    /// <summary>So long that nothing is issued during a schedule.</summary>
    public static readonly TimeSpan ValidationDelay = TimeSpan.FromDays(30);

    /// <summary>What a proxy may say in place of the server.</summary>
    private static readonly int[] ProxyStatuses = [200, 302, 400, 401, 403, 404, 407, 409, 413, 422, 429, 451, 499, 500, 502, 503, 504];

    /// <summary>The calls that a run makes, and null for all.</summary>
    private static readonly string?[] ProxyRoutes =
    [
        null, SandboxRoutes.CreateOrder, SandboxRoutes.CreateOrder, SandboxRoutes.ListOrders, SandboxRoutes.ListRequests,
        SandboxRoutes.GetOrder,
    ];

    private SimAccount(SimScheduler seed)
    {
        IsPlain = seed.Chance(0.3);
        ListLag = Lag(seed);
        RequestLag = seed.Chance(0.6) ? ListLag : Lag(seed);
        ReportLag = seed.Chance(0.5) ? ListLag : Lag(seed);
        Habits = IsPlain || seed.Chance(0.3) ? new SandboxHabits() : DrawHabits(seed);
        ListsAll = IsPlain || seed.Chance(0.7);
        Lies = IsPlain ? null : DrawLies(seed);
        HasCsrs = !IsPlain && seed.Chance(0.4);
        HasWrongClocks = !IsPlain && seed.Chance(0.4);
        Freezes = seed.Chance(0.3) ? seed.Random.Next(1, 3) : 0;
    }

    /// <summary>
    /// It tells the truth in its usual form, and is quick about it: then nobody is left in doubt for long, and each list comes to its end.
    /// </summary>
    public bool IsPlain { get; }

    public TimeSpan ListLag { get; }

    public TimeSpan RequestLag { get; }

    public TimeSpan ReportLag { get; }

    public SandboxHabits Habits { get; }

    public bool ListsAll { get; }

    /// <summary>Null: it tells none.</summary>
    public SandboxLies? Lies { get; }

    /// <summary>The inputs bring CSRs.</summary>
    public bool HasCsrs { get; }

    /// <summary>The clocks of the processes differ, and leap.</summary>
    public bool HasWrongClocks { get; }

    /// <summary>How often a process is frozen for minutes.</summary>
    public int Freezes { get; }

    /// <summary>How long an order is in neither of the lists that a run reads.</summary>
    public TimeSpan UntilShown => ListsAll && ListLag < RequestLag ? ListLag : RequestLag;

    /// <summary>How long until every list shows an order.</summary>
    public TimeSpan LongestLag => new[] { ListLag, RequestLag, ReportLag }.Max();

    public static SimAccount Draw(SimScheduler seed) => new(seed);

    public SandboxOptions Options(TimeProvider time) => new()
    {
        TimeProvider = time,
        Limits = SandboxLimits.None,
        Faults = new SandboxFaultPlan { ListLag = ListLag, RequestLag = RequestLag, ReportLag = ReportLag },
        ValidationDelay = ValidationDelay,
        OpeningBalance = 10_000_000m,
        ListsOrdersThatNeedApproval = ListsAll,
        Habits = Habits,
        Lies = Lies,
    };

    public override string ToString()
    {
        string lies = Lies is not { } told ? "no lies"
            : $"lies: {told.Comments}, {told.Names}, {told.Lists}, {told.Details}, {told.Reply}, {told.ReplyId}, proxy {told.ProxyStatus} "
            + $"{told.ProxyAfterCommit} {told.ProxyRoute}, share {told.Share:0.00}, orders {told.OrderShare:0.00}, calls {told.Calls}";
        SandboxHabits h = Habits;
        return $"plain {IsPlain}; lags {ListLag}, {RequestLag}, {ReportLag}; lists all {ListsAll}; CSRs {HasCsrs}; wrong clocks "
            + $"{HasWrongClocks}; habits: comments {h.ShowsComments}, csr {h.ShowsCsr}, {h.Subject}, {h.EmailFilter}, {h.ProductFilter}, "
            + $"{h.DateFilter}, submitted {h.NewRequestsAreSubmitted}, report {h.HasReport} {h.ReportEmail} {h.ReportCsr}, {h.Dates} "
            + $"{h.DateZone}, {h.DateHeader} {h.DateLeap}; {lies}";
    }

    /// <summary>None, shorter than the short settle time, shorter than the long one, or longer than each of them.</summary>
    private TimeSpan Lag(SimScheduler seed) => seed.Random.NextDouble() switch
    {
        < 0.4 => TimeSpan.Zero,
        double drawn when IsPlain || drawn < 0.65 => TimeSpan.FromSeconds(seed.Random.Next(MostSecondsOfShortLag)),
        < 0.8 => TimeSpan.FromSeconds(seed.Random.Next(MostSecondsOfShortLag, 14 * 60)),
        _ => TimeSpan.FromMinutes(seed.Random.Next(16, 45)),
    };

    private static SandboxHabits DrawHabits(SimScheduler seed)
    {
        T Drawn<T>(double probability)
            where T : struct, Enum => seed.Chance(probability) ? seed.Pick(Enum.GetValues<T>()) : default;

        return new SandboxHabits
        {
            ShowsComments = seed.Chance(0.7),
            ShowsCsr = seed.Chance(0.7),
            Subject = Drawn<SandboxSubjectPlace>(0.4),
            EmailFilter = Drawn<SandboxFilterHabit>(0.6),
            ProductFilter = seed.Chance(0.2) ? SandboxFilterHabit.Ignored : SandboxFilterHabit.Honoured,
            DateFilter = seed.Chance(0.2) ? SandboxFilterHabit.Ignored : SandboxFilterHabit.Honoured,
            NewRequestsAreSubmitted = seed.Chance(0.3),
            HasReport = seed.Chance(0.4),
            ReportEmail = Drawn<SandboxReportColumn>(0.5),
            ReportCsr = Drawn<SandboxReportColumn>(0.5),
            Dates = Drawn<SandboxDateForm>(0.4),
            DateZone = TimeSpan.FromHours(seed.Random.Next(-12, 15)),
            DateHeader = Drawn<SandboxDateHeader>(0.5),
            DateLeap = TimeSpan.FromMinutes(seed.Random.Next(-300, 301)),
        };
    }

    /// <summary>In some schedules none, in some one kind, in some several.</summary>
    private static SandboxLies? DrawLies(SimScheduler seed)
    {
        double drawn = seed.Random.NextDouble();
        if (drawn < 0.25)
        {
            return null;
        }

        const int Kinds = 6;
        int several = seed.Random.Next(2, Kinds + 1);
        HashSet<int> told = [seed.Random.Next(Kinds)];
        while (drawn > 0.6 && told.Count < several)
        {
            told.Add(seed.Random.Next(Kinds));
        }

        T Lie<T>(int kind)
            where T : struct, Enum => told.Contains(kind) ? seed.Pick(Enum.GetValues<T>()[1..]) : default;

        int proxy = seed.Pick(ProxyStatuses);
        long replyId = seed.Pick([0L, -5L]);
        bool hasReplyId = told.Contains(4) && seed.Chance(0.3);
        return new SandboxLies
        {
            Comments = Lie<SandboxCommentLie>(0),
            CommentLength = seed.Random.Next(0, 20),
            Names = Lie<SandboxNameLie>(1),
            Lists = Lie<SandboxListLie>(2),
            Details = Lie<SandboxDetailLie>(3),
            Reply = Lie<SandboxReplyLie>(4),
            ReplyId = hasReplyId ? replyId : null,
            ProxyStatus = told.Contains(5) ? proxy : null,
            ProxyAfterCommit = seed.Chance(0.5),
            ProxyRoute = seed.Pick(ProxyRoutes),
            Share = seed.Pick([0.1, 0.3, 1]),
            OrderShare = seed.Pick([0.3, 1]),
            Calls = seed.Chance(0.7) ? seed.Random.Next(1, MostLies) : null,
            Seed = seed.Random.Next(),
        };
    }
}

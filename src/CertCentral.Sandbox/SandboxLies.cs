namespace CertCentral.Sandbox;

/// <summary>
/// How a server speaks that says something other than the truth. With the default values it tells no lie. The account itself stays
/// true: <see cref="SandboxServerState"/> shows it. Lists that lag behind are <see cref="SandboxFaultPlan.ListLag"/> and its like; what a
/// server may leave out or write otherwise without a lie is <see cref="SandboxHabits"/>.
/// </summary>
public sealed class SandboxLies
{
    /// <summary>What every order looks like: the comment of its request.</summary>
    public SandboxCommentLie Comments { get; init; }

    /// <summary>For <see cref="SandboxCommentLie.Cut"/>: how many characters are left.</summary>
    public int CommentLength { get; init; } = 64;

    /// <summary>How the names of people are spelled.</summary>
    public SandboxNameLie Names { get; init; }

    /// <summary>What the lists of orders and of requests lack, though their total counts it.</summary>
    public SandboxListLie Lists { get; init; }

    /// <summary>What comes in place of an order that is there.</summary>
    public SandboxDetailLie Details { get; init; }

    /// <summary>Which order the reply to a new order names in place of it.</summary>
    public SandboxReplyLie Reply { get; init; }

    /// <summary>The id that the reply to a new order names in place of its own, such as 0 or -5; null for what the lie says.</summary>
    public long? ReplyId { get; init; }

    /// <summary>The status of a proxy's HTML page that comes in place of an answer; null for no page.</summary>
    public int? ProxyStatus { get; init; }

    /// <summary>Whether the call has done its work before the proxy's page comes.</summary>
    public bool ProxyAfterCommit { get; init; }

    /// <summary>The call that the proxy answers: one of <see cref="SandboxRoutes"/>, or null for every call.</summary>
    public string? ProxyRoute { get; init; }

    /// <summary>
    /// The probability that lists, details, reply or proxy lie where they can, 0 to 1. How an order looks does not change from call to
    /// call: that is <see cref="OrderShare"/>.
    /// </summary>
    public double Share { get; init; } = 1;

    /// <summary>The part of all orders, 0 to 1, whose comments and names are changed. The seed and the id of an order decide.</summary>
    public double OrderShare { get; init; } = 1;

    /// <summary>How many lies of that kind are told in all; null for as many as there are chances.</summary>
    public int? Calls { get; init; }

    /// <summary>The same seed and the same calls in the same order give the same lies.</summary>
    public int Seed { get; init; }
}

/// <summary>What becomes of the comment of a request.</summary>
public enum SandboxCommentLie
{
    /// <summary>It is shown as it was sent.</summary>
    None,

    /// <summary>The text of an approver stands in its place.</summary>
    Replaced,

    /// <summary>Only its beginning is left.</summary>
    Cut,

    /// <summary>It is escaped for HTML.</summary>
    Escaped,
}

/// <summary>How the names of people are spelled.</summary>
public enum SandboxNameLie
{
    /// <summary>As they were sent.</summary>
    None,

    /// <summary>The common name as <c>SURNAME, Given</c>.</summary>
    SurnameFirst,

    /// <summary>Without accents.</summary>
    WithoutAccents,

    /// <summary>The common name has 64 characters at most.</summary>
    CutAt64,

    /// <summary>In capital letters.</summary>
    Capitals,
}

/// <summary>What a list lacks, though its total counts it.</summary>
public enum SandboxListLie
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The last entry of the page.</summary>
    StopsShort,

    /// <summary>All entries of the page.</summary>
    LosesPage,

    /// <summary>The id of one entry, by chance.</summary>
    LosesId,

    /// <summary>All entries of a page that is not the first.</summary>
    LosesLaterPage,
}

/// <summary>Which order the reply to a new order names.</summary>
public enum SandboxReplyLie
{
    /// <summary>The new one.</summary>
    None,

    /// <summary>One that does not exist.</summary>
    NoSuchOrder,

    /// <summary>The newest older one of somebody with another address; where there is none, the new one.</summary>
    OlderOrder,
}

/// <summary>What comes in place of an order that is there.</summary>
public enum SandboxDetailLie
{
    /// <summary>The order.</summary>
    None,

    /// <summary>404 <c>not_found|order</c>.</summary>
    NotFound,

    /// <summary>404 with the HTML page of a gateway.</summary>
    GatewayPage,
}

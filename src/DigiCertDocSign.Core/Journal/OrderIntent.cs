using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>One entry of the journal: this person, this product, once. It holds nothing secret: no key, no password, no card.</summary>
public sealed record OrderIntent
{
    // One for all: two intents are equal whose fields are.
    private static readonly ReadableList<IntentChange> NoHistory = new([]);

    /// <summary>The short name that goes out in the order's comments.</summary>
    public required string Reference { get; init; }

    public required IntentKey Key { get; init; }

    public IntentKind Kind { get; init; }

    /// <summary>
    /// The order that this intent renews, replaces, reissues, revokes or cancels; null for an order that follows no other.
    /// </summary>
    public long? TargetOrderId { get; init; }

    public required IntentState State { get; init; }

    public required string GivenName { get; init; }

    public required string Surname { get; init; }

    /// <summary>As it was ordered; the key has it folded.</summary>
    public required string Email { get; init; }

    public long? OrganizationId { get; init; }

    /// <summary>SHA-256 of the CSR in hex; null for an order without one.</summary>
    public string? CsrSha256 { get; init; }

    /// <summary>SHA-256 of the CSR's public key (SubjectPublicKeyInfo, DER) in hex; null for an order without a CSR.</summary>
    public string? PublicKeySha256 { get; init; }

    /// <summary>Where the private key lives.</summary>
    public string? KeyReference { get; init; }

    /// <summary>
    /// SHA-256 of the public key of another CSR that was sent for the order, as long as it is not known which of the two the order has;
    /// null for none.
    /// </summary>
    internal string? OtherPublicKeySha256 { get; init; }

    /// <summary>
    /// Where the key lives of another CSR that was sent for the order, as long as it is not known which of the two it has; null for none.
    /// </summary>
    public string? OtherKeyReference { get; init; }

    public long? OrderId { get; init; }

    public long? RequestId { get; init; }

    /// <summary>
    /// The certificate that was confirmed: the one that is to be revoked, that a reissue replaces, or that stays when a reissue is
    /// canceled. Null for what buys an order.
    /// </summary>
    public long? CertificateId { get; init; }

    /// <summary>All certificates of the order were confirmed to be revoked, and not that one alone.</summary>
    internal bool IsWholeOrder { get; init; }

    /// <summary>
    /// The highest request id that the order showed before something was done to it, by which a later request is told from it; null for
    /// what buys an order, and where it showed none.
    /// </summary>
    public long? NewestRequestIdBefore { get; init; }

    /// <summary>The order's status when it was last seen, in Pascal case; of what is done to an order, when it was confirmed.</summary>
    public string? OrderStatus { get; init; }

    /// <summary>Why the intent is where it is, in plain words; null when all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// Why a certificate is revoked, in the words of <see cref="RevocationReason"/>; null of all else, and where it was not noted.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>How often the order was sent; more than once only when the earlier ones were certainly not taken.</summary>
    public int Sends { get; init; }

    /// <summary>
    /// The server's own time just before the order was first sent, so that no wrong clock of this machine makes an order look older than
    /// the intent; null when nothing was sent, or the server did not tell.
    /// </summary>
    public DateTimeOffset? ServerTimeAtSend { get; init; }

    /// <summary>
    /// The highest order id that the lists had shown before the order was sent; null when nothing was sent, or the lists did not bear out
    /// that ids rise with time.
    /// </summary>
    public long? HighestOrderIdBefore { get; init; }

    /// <summary>When the last send had ended, however it ended, by this machine's clock; null when the process died before.</summary>
    public DateTimeOffset? SendEndedAt { get; init; }

    /// <summary>The server's own time at that moment; null when the server did not tell, or the process died before.</summary>
    public DateTimeOffset? ServerTimeAtEnd { get; init; }

    /// <summary>
    /// When the server was asked for the order in vain since it came in doubt, by the database's clock where the journal is in one, else by
    /// this machine's; null before that.
    /// </summary>
    public DateTimeOffset? LookedInVainAt { get; init; }

    /// <summary>The server's own time at that look; null when it did not tell.</summary>
    public DateTimeOffset? ServerTimeAtLook { get; init; }

    /// <summary>That look saw an order which was sent after this one: what is sent gets into the lists in time.</summary>
    public bool LookSawLaterOrder { get; init; }

    /// <summary>
    /// The directory's own id of the person (such as ObjectGUID), by which one person is told from another of the same name; null when it
    /// is not known. It is never sent.
    /// </summary>
    public string? DirectoryId { get; init; }

    /// <summary>The run that owns the intent. An intent of a run that is over may be taken over by another.</summary>
    public required string RunId { get; init; }

    /// <summary>Which holder of the run's place: see <see cref="Journal.IJournalRun.Epoch"/>.</summary>
    public long RunEpoch { get; init; } = 1;

    /// <summary>The user who started that run; null where it was not asked for, and where it was not noted.</summary>
    public string? UserName { get; init; }

    /// <summary>The machine of that run; null where it was not asked for, and where it was not noted.</summary>
    public string? HostName { get; init; }

    /// <summary>The steps that the intent has taken, oldest first; empty where they were not asked for.</summary>
    public IReadOnlyList<IntentChange> History { get; init => field = new ReadableList<IntentChange>(value); } = NoHistory;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who has it in hand, to follow a sentence; nothing where that is not known.</summary>
    internal string ByWhom => UserName is null ? "" : $", by {UserName} on {HostName}";

    /// <summary>Given name and surname.</summary>
    public string Person => FullName.Of(GivenName, Surname);

    /// <summary>What is to become of it is not decided, so that no second one may be made.</summary>
    public bool IsOpen => State is IntentState.Planned or IntentState.Sent or IntentState.InDoubt;

    /// <summary>An order for a person, whether it follows another or not.</summary>
    internal bool BuysAnOrder => Kind is IntentKind.Order or IntentKind.Renewal or IntentKind.Replacement;

    /// <summary>Something that is done to an order that stands.</summary>
    internal bool IsAct => !BuysAnOrder;

    /// <summary>
    /// The order whose certificate has, had or may have the key of the CSR; null for none, and for an order without an id.
    /// </summary>
    internal long? KeyOrderId => Kind == IntentKind.Reissue ? TargetOrderId : OrderId;

    /// <summary>A person has, had or may have a certificate for the key of the CSR by it.</summary>
    internal bool MayHaveTheKey =>
        MayHaveAnOrder || (Kind == IntentKind.Reissue && State is not (IntentState.Refused or IntentState.Abandoned));

    /// <summary>A person has, had or may have an order by it: it was neither refused nor given up.</summary>
    internal bool MayHaveAnOrder => BuysAnOrder && State is not (IntentState.Refused or IntentState.Abandoned);

    /// <summary>Without what a look at the server has said: the next one is the first again.</summary>
    internal OrderIntent WithoutLook() => this with { LookedInVainAt = null, ServerTimeAtLook = null, LookSawLaterOrder = false };

    /// <inheritdoc/>
    public override string ToString() =>
        IsAct ? $"{Reference} {Kind} of order {TargetOrderId} {State} {Email}".TrimEnd() : $"{Reference} {State} {Email}";
}

namespace CertCentral.Sandbox;

/// <summary>
/// What the pages of the API leave open, so that one account may do it in one way and another account in another. Each habit is true to
/// the account: nothing is invented, though less may be said. <see cref="SandboxOptions.ListsOrdersThatNeedApproval"/> is one more.
/// </summary>
public sealed class SandboxHabits
{
    /// <summary>False: no order and no request shows the comment that came with it.</summary>
    public bool ShowsComments { get; init; } = true;

    /// <summary>False: no order shows its CSR. The report has its own habit for it.</summary>
    public bool ShowsCsr { get; init; } = true;

    /// <summary>Where an order shows whose it is.</summary>
    public SandboxSubjectPlace Subject { get; init; }

    /// <summary>What the list of orders does with <c>filters[email]</c>.</summary>
    public SandboxFilterHabit EmailFilter { get; init; }

    /// <summary>What the list of orders does with <c>filters[search]</c>.</summary>
    public SandboxFilterHabit SearchFilter { get; init; }

    /// <summary>What list and report do with <c>filters[product_name_id]</c>.</summary>
    public SandboxFilterHabit ProductFilter { get; init; }

    /// <summary>What list and report do with <c>filters[date_created]</c>.</summary>
    public SandboxFilterHabit DateFilter { get; init; }

    /// <summary>True: the request of a new order is <c>submitted</c>, also for a known organization, and not yet <c>pending</c>.</summary>
    public bool NewRequestsAreSubmitted { get; init; }

    /// <summary>True: there is an order report. False: 404 <c>not_found|route</c>.</summary>
    public bool HasReport { get; init; }

    /// <summary>The column <c>email</c> of the report.</summary>
    public SandboxReportColumn ReportEmail { get; init; }

    /// <summary>The column <c>csr</c> of the report.</summary>
    public SandboxReportColumn ReportCsr { get; init; }

    /// <summary>By which method the CSR of a pending order is changed.</summary>
    public SandboxCsrMethod CsrMethod { get; init; }

    /// <summary>What the other method gets.</summary>
    public SandboxUnknownMethod OtherCsrMethod { get; init; }

    /// <summary>With which words renewal mails are turned on and off.</summary>
    public SandboxRenewalWords RenewalWords { get; init; }

    /// <summary>False: no order shows what its renewal mails say besides.</summary>
    public bool ShowsRenewalMessage { get; init; } = true;

    /// <summary>False: there is no call to have the mails of an order sent again. 404 <c>not_found|route</c>.</summary>
    public bool ResendsEmails { get; init; } = true;

    /// <summary>How lists, orders and requests write the date at which something was made.</summary>
    public SandboxDateForm Dates { get; init; }

    /// <summary>The zone of dates that do not name theirs, as its distance from UTC. The report never names it.</summary>
    public TimeSpan DateZone { get; init; }

    /// <summary>False: the list of organizations shows no validations, also where it is asked for them.</summary>
    public bool ListsValidations { get; init; } = true;

    /// <summary>What becomes of a new organization that is there already, unless the call says that another one is meant.</summary>
    public SandboxDuplicateOrganization DuplicateOrganization { get; init; }

    /// <summary>True: the contacts that a call sets are all of them, and a type that it does not name loses its contact.</summary>
    public bool ContactsAreSetAsAWhole { get; init; }

    /// <summary>True: nobody validates an organization for document signing without <c>verified_users</c>.</summary>
    public bool ValidationNeedsUsers { get; init; }

    /// <summary>Where an organization shows the user id of its contacts.</summary>
    public SandboxContactUser ContactUser { get; init; }

    /// <summary>True: the list of containers comes by pages, as most lists do. False: it comes whole, whatever is asked for.</summary>
    public bool ListsContainersByPages { get; init; }

    /// <summary>False: nobody has limited a product, and the answer has no limits.</summary>
    public bool LimitsProducts { get; init; } = true;

    /// <summary>True: there is a call for the rights of a key. False: 404 <c>not_found|route</c>.</summary>
    public bool TellsRights { get; init; } = true;

    /// <summary>What the key may not do, as that call tells it. The other calls do not look at it.</summary>
    public IReadOnlyCollection<string> DeniedPermissions { get; init; } = [];

    /// <summary>
    /// Calls that this key may not make, by their names in <see cref="SandboxRoutes"/>: 403 <c>access_denied|permission</c>.
    /// </summary>
    public IReadOnlyCollection<string> DeniedCalls { get; init; } = [];

    /// <summary>What becomes of an order whose one certificate in force is revoked by the call for one certificate.</summary>
    public SandboxRevokedOrder RevokedOrder { get; init; }

    /// <summary>Which certificates the list of reissues has.</summary>
    public SandboxReissueList ReissueList { get; init; }

    /// <summary>True: a reissue is answered with 204, and names neither order nor request.</summary>
    public bool ReissueAnswersNothing { get; init; }

    /// <summary>
    /// True: a reissue of an order whose token was shipped needs no CSR, and the key is made on another token. No page says so for this
    /// product. False: it is refused.
    /// </summary>
    public bool ReissuesWithoutCsr { get; init; } = true;

    /// <summary>
    /// True: what a reissue says of provisioning counts for nothing, and one without CSR turns its order into one that goes by e-mail: no
    /// token is shipped.
    /// </summary>
    public bool ReissuesGoByEmail { get; init; }

    /// <summary>The header <c>Date</c> of every answer.</summary>
    public SandboxDateHeader DateHeader { get; init; }

    /// <summary>For <see cref="SandboxDateHeader.Leaping"/>: how far; also less than zero.</summary>
    public TimeSpan DateLeap { get; init; } = TimeSpan.FromHours(3);
}

/// <summary>Where an order shows whose it is.</summary>
public enum SandboxSubjectPlace
{
    /// <summary>Under <c>subject</c>, in the words in which it was ordered.</summary>
    Subject,

    /// <summary>Under <c>individual</c>, in the words of the other document-signing products.</summary>
    Individual,

    /// <summary>Under <c>certificate.individual</c>, in the same words.</summary>
    CertificateIndividual,

    /// <summary>Nowhere but in the common name.</summary>
    Nowhere,
}

/// <summary>What a list does with a filter.</summary>
public enum SandboxFilterHabit
{
    /// <summary>It lists the rows that match.</summary>
    Honoured,

    /// <summary>It lists all rows, as without the filter.</summary>
    Ignored,

    /// <summary>It lists none.</summary>
    AnswersNone,
}

/// <summary>What stands in a column of the order report.</summary>
public enum SandboxReportColumn
{
    /// <summary>What was ordered.</summary>
    Filled,

    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>There is no such column.</summary>
    Missing,
}

/// <summary>By which method the CSR of an order is changed.</summary>
public enum SandboxCsrMethod
{
    /// <summary>POST.</summary>
    Post,

    /// <summary>PUT.</summary>
    Put,
}

/// <summary>What a method gets that the call is not made with.</summary>
public enum SandboxUnknownMethod
{
    /// <summary>404 <c>not_found|route</c>.</summary>
    NotFound,

    /// <summary>405 with an error of the API.</summary>
    NotAllowed,

    /// <summary>405 with a page of the web server.</summary>
    NotAllowedPage,
}

/// <summary>The words of the call that turns renewal mails on and off.</summary>
public enum SandboxRenewalWords
{
    /// <summary><c>enable</c> and <c>disable</c>.</summary>
    EnableDisable,

    /// <summary><c>enabled</c> and <c>disabled</c>.</summary>
    EnabledDisabled,
}

/// <summary>How a date is written.</summary>
public enum SandboxDateForm
{
    /// <summary>As in <c>2026-11-03T09:14:52+00:00</c>.</summary>
    WithZone,

    /// <summary>As in <c>2026-11-03 09:14:52</c>, in the zone of the account.</summary>
    WithoutZone,

    /// <summary>As in <c>2026-11-03</c>, in the zone of the account.</summary>
    DayOnly,

    /// <summary>Not at all.</summary>
    Missing,
}

/// <summary>What the header <c>Date</c> tells.</summary>
public enum SandboxDateHeader
{
    /// <summary>The time of the account.</summary>
    Right,

    /// <summary>There is no such header.</summary>
    Missing,

    /// <summary>In turn the time of the account and one that is hours away.</summary>
    Leaping,

    /// <summary>The time of the first answer, for ever, as out of a cache.</summary>
    Cached,
}

/// <summary>Where an organization shows the user id of its contacts.</summary>
public enum SandboxContactUser
{
    /// <summary>With verified contacts.</summary>
    OfVerified,

    /// <summary>With every contact that is a user.</summary>
    OfAll,

    /// <summary>Nowhere.</summary>
    Nowhere,
}

/// <summary>What becomes of an order whose certificate is revoked.</summary>
public enum SandboxRevokedOrder
{
    /// <summary>It is revoked as well.</summary>
    Revoked,

    /// <summary>It stays issued, and shows that its certificate is revoked.</summary>
    Issued,

    /// <summary>It stays issued, and nothing that it shows says that its certificate is revoked.</summary>
    IssuedAsBefore,
}

/// <summary>Which certificates the list of reissues has.</summary>
public enum SandboxReissueList
{
    /// <summary>Those that came of a reissue.</summary>
    WithoutFirst,

    /// <summary>The first one too, also where there was no reissue.</summary>
    WithFirst,
}

/// <summary>What becomes of a new organization that is there already.</summary>
public enum SandboxDuplicateOrganization
{
    /// <summary>It is refused.</summary>
    Refused,

    /// <summary>The one that is there is given back as if it were new.</summary>
    Reused,
}

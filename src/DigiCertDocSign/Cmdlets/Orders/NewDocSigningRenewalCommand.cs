using System.Globalization;
using System.Management.Automation;
using CertCentral.Orders;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;
using DigiCertDocSign.Renewing;

namespace DigiCertDocSign.Cmdlets.Orders;

[Cmdlet(
    VerbsCommon.New, "DocSigningRenewal",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PlacedOrder))]
public sealed class NewDocSigningRenewalCommand : OrderingCmdlet
{
    // What an order hands on need not be given.
    private static readonly FaultKind[] HandedOn =
        [FaultKind.OrganizationMissing, FaultKind.ContactMissing, FaultKind.ValidityMissing, FaultKind.ShippingAddressInvalid];

    private readonly Dictionary<string, RunPrice> _prices = new(StringComparer.Ordinal);
    private readonly RunSum _sum = new();
    private readonly Dictionary<bool, OrderRenewal> _renewals = [];
    private readonly ChangeTaker _changes;

    public NewDocSigningRenewalCommand() =>
        _changes = new ChangeTaker(this, DirectoryChangeKind.Renew, DirectoryChangeKind.Replace);

    [Parameter]
    [Alias("Renews")]
    [Identity("OrderId")]
    [ValidateRange(1, long.MaxValue)]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public long? OrderId { get; set; }

    [Parameter]
    public SwitchParameter Replaces { get; set; }

    [Parameter]
    [ValidateRange(0, 1095)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? RenewWithin { get; set; }

    [Parameter]
    public SwitchParameter ReuseKey { get; set; }

    // No parameter here: -OrderId is.
    public override long? RenewalOfOrderId { get; set; }

    private protected override void Declined() => _sum.TakeBack();

    private protected override object? InputTag => InputObject ?? (object?)OrderId;

    // Each renewal is for the organization of its order, and is asked about when it is prepared.
    private protected override long? OrganizationOf(OrderInput first) => null;

    private protected override IReadOnlyList<Fault> FindFaults(DateTimeOffset now) =>
        [.. base.FindFaults(now).Where(fault => !HandedOn.Contains(fault.Kind))];

    private protected override async Task<ReadyOrder?> ReadyAsync()
    {
        (bool isTaken, ChangeInput? change) = await TakeAsync(_changes);
        if (!isTaken)
        {
            return null;
        }

        PipedOrder piped = change is null
            ? PipedOrder.Of(InputObject)
            : new PipedOrder(change.OrderId, IsPerson: true, IsRow: false);
        if (OrderId is { } asked && piped.OrderId is { } other && asked != other)
        {
            throw RenewalFaults.TwoOrders(asked, other);
        }

        OrderRenewal renewal = Renewal(change is null ? Replaces : change.Kind == DirectoryChangeKind.Replace);
        FormerOrder old = await renewal.ReadAsync(OrderId ?? piped.OrderId ?? throw RenewalFaults.NoOrder(), StopToken);
        if (await renewal.FindSuccessorAsync(old, Target.IsSandbox, StopToken) is { } successor)
        {
            WriteObject(successor);
            CountPassedOver();
            WriteWarning(
                $"Order {OrderLine.Whose(old.Order)} is renewed already by order {successor.OrderId} ({successor.Status}), so nothing "
                + "was bought.");
            return null;
        }

        change?.RequireUnchanged(old.Order);
        PersonResolution person = ReadPerson(old, piped, change);
        if (CsrFault(person.Person!, person.Csr) is { } refusal)
        {
            throw refusal;
        }

        PreparedRenewal ready =
            await renewal.PrepareAsync(old, Draft, person, person.Csr, await FindKnownAsync(old.Order.OrderId), StopToken);
        ready.Input.Tag = InputTag;
        return new ReadyOrder(ready.Input, () => DescribeAsync(ready), null);
    }

    private OrderRenewal Renewal(bool replaces)
    {
        if (!_renewals.TryGetValue(replaces, out OrderRenewal? renewal))
        {
            _renewals[replaces] = renewal = new OrderRenewal(Client, Target.Time, new RenewalOptions
            {
                Replaces = replaces,
                WithinDays = RenewWithin,
                ReusesKey = ReuseKey,
                AllowDuplicate = AllowDuplicate,
                AllowsLapsedValidation = Force,
            });
        }

        return renewal;
    }

    // The person is read anew where a directory, or New-DocSigningCsr, brings one; else as the order shows them.
    private PersonResolution ReadPerson(FormerOrder old, PipedOrder piped, ChangeInput? change)
    {
        if (piped.IsPerson)
        {
            PersonResolution given = Input.ReadOrThrow(change);
            return given with { KeyReference = given.KeyReference ?? Csr?.KeyReference };
        }

        IReadOnlyList<string> unlike = piped.IsRow ? old.FieldsUnlike(RowPerson()) : [];
        if (unlike.Count > 0 && OrderId is null)
        {
            throw RenewalFaults.RowDiffers(old.Order, unlike);
        }

        // CSR and key of such a row are those of the old order.
        return unlike.Count > 0
            ? Input.ReadOrThrow() with { Csr = null, KeyReference = Csr?.KeyReference }
            : Input.ReadOrThrow(PSObject.AsPSObject(old.Order)) with { Csr = null, KeyReference = Csr?.KeyReference, DirectoryId = null };
    }

    /// <summary>What the piped row says itself: a parameter is the operator's own word.</summary>
    private PersonValues RowPerson()
    {
        PersonResolution row = Input.Read();
        return new PersonValues
        {
            GivenName = Own(nameof(GivenName), row.Read.GivenName),
            Surname = Own(nameof(Surname), row.Read.Surname),
            JobTitle = Own(nameof(JobTitle), row.Read.JobTitle),
            Phone = Own(nameof(Phone), row.Read.Phone),
            Email = Own(nameof(Email), row.Read.Email),
        };

        string? Own(string field, string? value) =>
            row.Sources.TryGetValue(field, out string? source) && source[0] != '-' ? value : null;
    }

    private async Task<OrderIntent?> FindKnownAsync(long orderId) => Target.OpenJournalIfAny() is { } journal
        ? await journal.FindByOrderIdAsync(Target.AccountId, orderId, StopToken)
        : null;

    /// <summary>What the operator confirms. Renewals of one run need not cost the same.</summary>
    private async Task<string> DescribeAsync(PreparedRenewal ready)
    {
        foreach (string warning in ready.Warnings)
        {
            WriteWarning(warning);
        }

        return $"{ready.Description} ({PlaceOfOrder}{_sum.Add(await PriceAsync(ready))})";
    }

    private async Task<RunPrice> PriceAsync(PreparedRenewal ready)
    {
        if (!IsShown)
        {
            return RunPrice.Unknown;
        }

        string validity = KeyOf(ready.Input.Body.OrderValidity);
        if (!_prices.TryGetValue(validity, out RunPrice? price))
        {
            _prices[validity] = price = await RunPrice.AskAsync(Client, ready.Draft, StopToken);
        }

        return price;
    }

    private protected override RunPrice? PriceOf(OrderInput input) =>
        _prices.TryGetValue(KeyOf(input.Body.OrderValidity), out RunPrice? price) ? price : null;

    private static string KeyOf(OrderValidity? validity) => string.Format(
        CultureInfo.InvariantCulture, "{0} {1} {2}", validity?.Years, validity?.Days, validity?.CustomExpirationDate);

    /// <summary>What a piped object says of the order to be renewed.</summary>
    /// <param name="OrderId">Null: nothing.</param>
    /// <param name="IsPerson">The object is a person of a directory or of New-DocSigningCsr, and no order.</param>
    /// <param name="IsRow">The object names the order and is none of this module's: somebody may have edited it.</param>
    private sealed record PipedOrder(long? OrderId, bool IsPerson, bool IsRow)
    {
        private static readonly IdentityAttribute Identity = new("OrderId");

        public static PipedOrder Of(PSObject? piped)
        {
            if (piped is null)
            {
                return new PipedOrder(null, IsPerson: false, IsRow: false);
            }

            Type type = piped.BaseObject.GetType();
            bool isOurs = type.Assembly == typeof(PipedOrder).Assembly || type.Assembly == typeof(FormerOrder).Assembly;
            long? order = Id(Identity.Transform(null!, piped));
            return order is not null ? new PipedOrder(order, IsPerson: false, IsRow: !isOurs)
                : new PipedOrder(Id(piped.Properties["Renews"]?.Value), IsPerson: true, IsRow: false);
        }

        private static long? Id(object? value) =>
            Bare.Value(value) is { } bare and not bool && LanguagePrimitives.TryConvertTo(bare, CultureInfo.InvariantCulture, out long id)
            && id > 0
                ? id
                : null;
    }
}

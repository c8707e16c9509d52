using System.Management.Automation;
using CertCentral;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Cmdlets;

/// <summary>A cmdlet that takes a person and everything else that an order says. The parameters are the order page's own.</summary>
public abstract class OrderInputCmdlet : PersonCmdlet
{
    private static readonly string[] OrderParameters =
    [
        nameof(Csr), nameof(OrganizationId), nameof(Organization), nameof(Contact), nameof(ProvisioningMethod), nameof(ShipTo), nameof(Years), nameof(Days),
        nameof(ExpirationDate), nameof(CaCertId), nameof(KeyType), nameof(KeySize), nameof(SignatureHash), nameof(ServerPlatformId), nameof(AdditionalUsage),
        nameof(PaymentMethod), nameof(CreditCard), nameof(BillingAddress), nameof(ContainerId), nameof(RenewalOfOrderId), nameof(CustomRenewalMessage),
        nameof(AdditionalEmail), nameof(UserIdAssignment), nameof(PromoCode), nameof(Comment),
    ];

    private readonly ConnectionUse _use;

    private protected OrderInputCmdlet() => _use = new ConnectionUse(this);

    [Parameter]
    [ConnectionName]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public DocSigningConnection? Connection { get; set; }

    [Parameter]
    [CsrText]
    public string? Csr { get; set; }

    [Parameter]
    public long? OrganizationId { get; set; }

    [Parameter]
    public NewOrganization? Organization { get; set; }

    [Parameter]
    public OrderContact[] Contact { get; set; } = [];

    [Parameter]
    public ProvisioningMethod? ProvisioningMethod { get; set; }

    [Parameter]
    public ShippingAddress? ShipTo { get; set; }

    [Parameter]
    public int? Years { get; set; }

    [Parameter]
    public int? Days { get; set; }

    [Parameter]
    [DayText]
    public string? ExpirationDate { get; set; }

    [Parameter]
    public string? CaCertId { get; set; }

    [Parameter]
    public KeyType? KeyType { get; set; }

    [Parameter]
    public string? KeySize { get; set; }

    [Parameter]
    public SignatureHash? SignatureHash { get; set; }

    [Parameter]
    public long? ServerPlatformId { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(AdditionalUsageCompleter))]
    public string[] AdditionalUsage { get; set; } = [];

    [Parameter]
    public PaymentMethod? PaymentMethod { get; set; }

    [Parameter]
    public CreditCard? CreditCard { get; set; }

    [Parameter]
    public BillingAddress? BillingAddress { get; set; }

    [Parameter]
    public SwitchParameter AgreeToSubscriberAgreement { get; set; }

    [Parameter]
    public long? ContainerId { get; set; }

    [Parameter]
    public long? RenewalOfOrderId { get; set; }

    [Parameter]
    public string? CustomRenewalMessage { get; set; }

    [Parameter]
    public string[] AdditionalEmail { get; set; } = [];

    [Parameter]
    public long[] UserIdAssignment { get; set; } = [];

    [Parameter]
    public string? PromoCode { get; set; }

    [Parameter]
    public string? Comment { get; set; }

    private protected DocSigningConnection Target => _use.Target;

    private protected CertCentralClient Client => _use.Client;

    /// <summary>What is ordered for every row alike.</summary>
    private protected OrderDraft Draft { get; private set; } = null!;

    protected override void BeginProcessing()
    {
        _use.Open(Connection);
        Draft = ToDraft();
        IReadOnlyList<Fault> faults = CheckRun(Target.Time.GetUtcNow());
        if (faults.Count > 0)
        {
            ThrowTerminatingError(ErrorRecords.Of(new DocSigningException(faults), null));
        }
    }

    /// <summary>The faults that every row would have; any of them ends the command.</summary>
    private protected virtual IReadOnlyList<Fault> CheckRun(DateTimeOffset now) => OrderRules.FaultsOfDraft(Draft, now);

    /// <summary>Whether anything that an order says, besides the person and the agreement, was given by name.</summary>
    private protected bool SaysWhatToOrder => OrderParametersGiven.Length > 0;

    private protected string[] OrderParametersGiven => [.. OrderParameters.Where(MyInvocation.BoundParameters.ContainsKey)];

    private OrderDraft ToDraft() => new()
    {
        Csr = Csr,
        OrganizationId = OrganizationId,
        Organization = Organization,
        Contacts = [.. Contact],
        ProvisioningMethod = ProvisioningMethod,
        ShipTo = ShipTo,
        Years = Years,
        Days = Days,
        ExpirationDate = ExpirationDate,
        CaCertId = CaCertId,
        KeyType = KeyType,
        KeySize = KeySize,
        SignatureHash = SignatureHash,
        ServerPlatformId = ServerPlatformId,
        AdditionalUsages = AdditionalUsage,
        PaymentMethod = PaymentMethod,
        CreditCard = CreditCard,
        BillingAddress = BillingAddress,
        AgreeToSubscriberAgreement = AgreeToSubscriberAgreement,
        ContainerId = ContainerId,
        RenewalOfOrderId = RenewalOfOrderId,
        CustomRenewalMessage = CustomRenewalMessage,
        AdditionalEmails = AdditionalEmail,
        UserIdAssignments = UserIdAssignment,
        PromoCode = PromoCode,
        Comment = Comment,
    };
}

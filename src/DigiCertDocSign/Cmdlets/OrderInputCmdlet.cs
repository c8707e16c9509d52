using System.Management.Automation;
using System.Reflection;
using DigiCertDocSign.Cmdlets.Parameters;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Cmdlets;

/// <summary>
/// A cmdlet that takes a person and everything else that an order says. Each parameter that this class declares is one of the order page
/// and keeps its value in the draft, -AllowDuplicate apart; a new one is declared here and in <see cref="OrderDraft"/>, and named nowhere
/// else in this assembly.
/// </summary>
public abstract class OrderInputCmdlet : PersonCmdlet
{
    // How to order and the operator's own word at the moment of ordering. A plan cannot bring them.
    private static readonly string[] NotOfPlan = [nameof(AllowDuplicate), nameof(AgreeToSubscriberAgreement)];

    private CsrInput? _csr;

    [Parameter]
    [CsrInput]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public CsrInput? Csr
    {
        get => _csr;
        set
        {
            _csr = value;
            Draft.Csr = value?.Text;
        }
    }

    [Parameter]
    [ArgumentCompleter(typeof(OrganizationIdCompleter))]
    public long? OrganizationId { get => Draft.OrganizationId; set => Draft.OrganizationId = value; }

    [Parameter]
    [FieldsOf(typeof(NewOrganization))]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public NewOrganization? Organization { get => Draft.Organization; set => Draft.Organization = value; }

    [Parameter]
    [FieldsOf(typeof(OrderContact))]
    [ArgumentCompleter(typeof(FieldCompleter))]
    public OrderContact[] Contact { get => [.. Draft.Contacts]; set => Draft.Contacts = [.. value ?? []]; }

    [Parameter]
    public ProvisioningMethod? ProvisioningMethod { get => Draft.ProvisioningMethod; set => Draft.ProvisioningMethod = value; }

    [Parameter]
    [FieldsOf(typeof(ShippingAddress))]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public ShippingAddress? ShipTo { get => Draft.ShipTo; set => Draft.ShipTo = value; }

    [Parameter]
    [ArgumentCompleter(typeof(WordCompleter))]
    public int? Years { get => Draft.Years; set => Draft.Years = value; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public int? Days { get => Draft.Days; set => Draft.Days = value; }

    [Parameter]
    [DayText]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? ExpirationDate { get => Draft.ExpirationDate; set => Draft.ExpirationDate = value; }

    [Parameter]
    [ArgumentCompleter(typeof(IssuingCaCompleter))]
    public string? CaCertId { get => Draft.CaCertId; set => Draft.CaCertId = value; }

    [Parameter]
    public KeyType? KeyType { get => Draft.KeyType; set => Draft.KeyType = value; }

    [Parameter]
    [ArgumentCompleter(typeof(WordCompleter))]
    public string? KeySize { get => Draft.KeySize; set => Draft.KeySize = value; }

    [Parameter]
    public SignatureHash? SignatureHash { get => Draft.SignatureHash; set => Draft.SignatureHash = value; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public long? ServerPlatformId { get => Draft.ServerPlatformId; set => Draft.ServerPlatformId = value; }

    [Parameter]
    [ArgumentCompleter(typeof(WordCompleter))]
    public string[] AdditionalUsage { get => [.. Draft.AdditionalUsages]; set => Draft.AdditionalUsages = [.. value ?? []]; }

    [Parameter]
    public PaymentMethod? PaymentMethod { get => Draft.PaymentMethod; set => Draft.PaymentMethod = value; }

    [Parameter]
    [FieldsOf(typeof(CreditCard))]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public CreditCard? CreditCard { get => Draft.CreditCard; set => Draft.CreditCard = value; }

    [Parameter]
    [FieldsOf(typeof(BillingAddress))]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public BillingAddress? BillingAddress { get => Draft.BillingAddress; set => Draft.BillingAddress = value; }

    [Parameter]
    public SwitchParameter AgreeToSubscriberAgreement
    {
        get => Draft.AgreeToSubscriberAgreement;
        set => Draft.AgreeToSubscriberAgreement = value;
    }

    [Parameter]
    [ArgumentCompleter(typeof(ContainerIdCompleter))]
    public long? ContainerId { get => Draft.ContainerId; set => Draft.ContainerId = value; }

    [Parameter]
    [ArgumentCompleter(typeof(JournalCompleter))]
    public virtual long? RenewalOfOrderId { get => Draft.RenewalOfOrderId; set => Draft.RenewalOfOrderId = value; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? CustomRenewalMessage { get => Draft.CustomRenewalMessage; set => Draft.CustomRenewalMessage = value; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[] AdditionalEmail { get => [.. Draft.AdditionalEmails]; set => Draft.AdditionalEmails = [.. value ?? []]; }

    [Parameter]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    public long[] UserIdAssignment { get => [.. Draft.UserIdAssignments]; set => Draft.UserIdAssignments = [.. value ?? []]; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? PromoCode { get => Draft.PromoCode; set => Draft.PromoCode = value; }

    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? Comment { get => Draft.Comment; set => Draft.Comment = value; }

    [Parameter]
    public SwitchParameter AllowDuplicate { get; set; }

    /// <summary>What is ordered for every input alike.</summary>
    private protected OrderDraft Draft { get; } = new();

    /// <summary>The parameters above that were given by name and say what to order.</summary>
    private protected IReadOnlyList<string> OrderParametersGiven =>
    [
        .. typeof(OrderInputCmdlet).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.IsDefined(typeof(ParameterAttribute), inherit: false))
            .Select(property => property.Name)
            .Where(name => !NotOfPlan.Contains(name) && MyInvocation.BoundParameters.ContainsKey(name)),
    ];

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (FindFaults(Target.Time.GetUtcNow()) is { Count: > 0 } faults)
        {
            EndBeforeFirst(CollectedFaults.Of(faults));
        }
    }

    /// <summary>The fault of a CSR whose object says that it was made for another person; null when there is none.</summary>
    /// <param name="person">Who is asked for.</param>
    /// <param name="own">The CSR that came with the person, which goes before that of the parameter.</param>
    private protected DocSigningException? CsrFault(Person person, string? own) =>
        (string.IsNullOrWhiteSpace(own) ? _csr?.Owner : CsrInput.OwnerOfOutput(InputObject))?.RefusalFor(person);

    /// <summary>The faults that every input would have; any of them ends the command.</summary>
    private protected virtual IReadOnlyList<Fault> FindFaults(DateTimeOffset now) => OrderRules.FaultsOfDraft(Draft, now);
}

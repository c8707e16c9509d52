using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Certificates;
using CertCentral.Sandbox.Finance;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Orders;
using CertCentral.Sandbox.Organizations;
using CertCentral.Sandbox.Requests;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox;

/// <summary>
/// The one account of a sandbox: its state, and who answers its calls. Only one thread at a time is in here: the engine holds the lock.
/// </summary>
internal sealed class SandboxAccount
{
    private bool _changed;

    public SandboxAccount(SandboxOptions options, SandboxState? loaded)
    {
        Options = options;
        State = loaded ?? AccountSeed.Make(options);
        _changed = loaded is null;
        Authority = new CertificateAuthority(this);
        Orders = new OrderBook(this);
        if (loaded is null && options.SeedExpiringOrder)
        {
            Orders.Add(AccountSeed.MakeExpiringOrder(State, Now));
        }

        if (loaded is null && options.SeedCompany)
        {
            State.Users.Add(CompanySeed.MakeSuccessor());
            new CompanySeed(this).MakeOrders().ForEach(Orders.Add);
        }

        Advance();
    }

    public SandboxOptions Options { get; }

    public SandboxState State { get; }

    public OrderBook Orders { get; }

    public CertificateAuthority Authority { get; }

    public DateTimeOffset Now => Options.TimeProvider.GetUtcNow().ToUniversalTime();

    public IEnumerable<Route> Routes() =>
    [
        .. new OrderCalls(this).Routes(),
        .. new OrderListCalls(this).Routes(),
        .. new OrderReportCalls(this).Routes(),
        .. new OrderChangeCalls(this).Routes(),
        .. new OrderUpkeepCalls(this).Routes(),
        .. new CertificateCalls(this).Routes(),
        .. new RequestCalls(this).Routes(),
        .. new OrganizationCalls(this).Routes(),
        .. new OrganizationChangeCalls(this).Routes(),
        .. new ContainerCalls(this).Routes(),
        .. new ProductCalls(this).Routes(),
        .. new FinanceCalls(this).Routes(),
        .. new UserCalls(this).Routes(),
    ];

    /// <summary>Does to orders and organizations what the time that has passed does to them.</summary>
    public void Advance()
    {
        Orders.Advance(Now);
        new OrganizationChangeCalls(this).Advance();
    }

    public void MarkChanged() => _changed = true;

    /// <summary>Whether something has changed since this was last asked.</summary>
    public bool TakeChanged()
    {
        bool was = _changed;
        _changed = false;
        return was;
    }

    public StoredUser? FindUser(long id) => State.Users.Find(user => user.Id == id);

    public StoredContact? FindContact(long id) =>
        State.Organizations.SelectMany(organization => organization.Contacts).FirstOrDefault(contact => contact.Id == id);

    public StoredOrganization? FindOrganization(long id) => State.Organizations.Find(organization => organization.Id == id);
}

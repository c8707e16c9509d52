using CertCentral.Certificates;
using CertCentral.Containers;
using CertCentral.Finance;
using CertCentral.Orders;
using CertCentral.Organizations;
using CertCentral.Pacing;
using CertCentral.Products;
using CertCentral.Requests;
using CertCentral.Transport;
using CertCentral.Users;

namespace CertCentral;

/// <summary>The CertCentral Services API, version 2. Any number of threads may use one client.</summary>
public sealed class CertCentralClient : IDisposable
{
    private readonly ApiConnection _connection;
    private readonly bool _ownsSession;

    /// <exception cref="ArgumentException">
    /// The base URI is not absolute, is not https (plain http is allowed for loopback addresses only) or has a user name or a query; or
    /// the time-out or the number of attempts is out of range.
    /// </exception>
    public CertCentralClient(CertCentralOptions options)
        : this(new ApiConnection(new ApiSession(options), observer: null, Timeout.InfiniteTimeSpan), ownsSession: true)
    {
    }

    private CertCentralClient(ApiConnection connection, bool ownsSession)
    {
        _connection = connection;
        _ownsSession = ownsSession;
        Orders = new OrdersClient(connection);
        Requests = new RequestsClient(connection);
        Certificates = new CertificatesClient(connection);
        Containers = new ContainersClient(connection);
        Users = new UsersClient(connection);
        Products = new ProductsClient(connection);
        Organizations = new OrganizationsClient(connection);
        Finance = new FinanceClient(connection);
    }

    public OrdersClient Orders { get; }

    public RequestsClient Requests { get; }

    public CertificatesClient Certificates { get; }

    public ContainersClient Containers { get; }

    public UsersClient Users { get; }

    public ProductsClient Products { get; }

    public OrganizationsClient Organizations { get; }

    public FinanceClient Finance { get; }

    /// <summary>
    /// The limits that the calls keep to at this moment: those of the options, or lower ones where the server has refused calls that
    /// were within them.
    /// </summary>
    public IReadOnlyList<CallLimit> EffectiveLimits => _connection.EffectiveLimits;

    /// <summary>
    /// The time at the server, to the second: the Date of its latest answer that succeeded, and what a stop watch has counted since.
    /// Null before the first such answer. A wrong clock of this machine does not change it. An answer out of a cache can make it too
    /// early, but never too late.
    /// </summary>
    public DateTimeOffset? ServerTime => _connection.ServerTime;

    /// <summary>
    /// A copy with the same connections and the same pacing, whose calls another observer hears of. Disposing the copy does not dispose
    /// this client.
    /// </summary>
    public CertCentralClient WithObserver(ICallObserver observer)
    {
        Require.NotNull(observer, nameof(observer));
        return new CertCentralClient(_connection.WithObserver(observer), ownsSession: false);
    }

    /// <summary>
    /// A copy with the same connections and the same pacing, whose calls wait no longer than this for faults to pass: between their
    /// attempts, and while the server wants no calls of the key (429). A call that would have to wait longer fails at once with the last
    /// fault. Waiting for a place under the limit has no bound. Disposing the copy does not dispose this client.
    /// </summary>
    /// <param name="longestWait">Counted from the first attempt of a call; with zero, each call is tried once.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than zero.</exception>
    public CertCentralClient WithPatience(TimeSpan longestWait) => longestWait < TimeSpan.Zero
        ? throw new ArgumentOutOfRangeException(nameof(longestWait), longestWait, "The patience of a call cannot be less than zero.")
        : new CertCentralClient(_connection.WithPatience(longestWait), ownsSession: false);

    public void Dispose()
    {
        if (_ownsSession)
        {
            _connection.Dispose();
        }
    }
}

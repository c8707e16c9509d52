using CertCentral.Certificates;
using CertCentral.Finance;
using CertCentral.Orders;
using CertCentral.Organizations;
using CertCentral.Pacing;
using CertCentral.Products;
using CertCentral.Requests;
using CertCentral.Transport;
using CertCentral.Users;

namespace CertCentral;

/// <summary>The CertCentral Services API. One client serves any number of threads.</summary>
public sealed class CertCentralClient : IDisposable
{
    private readonly ApiConnection _connection;
    private readonly bool _ownsSession;

    /// <exception cref="ArgumentException">
    /// The base URI is not absolute, is not https (plain http is for loopback alone) or carries a user or a query; or the
    /// time-out or the number of attempts is out of range.
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
        Users = new UsersClient(connection);
        Products = new ProductsClient(connection);
        Organizations = new OrganizationsClient(connection);
        Finance = new FinanceClient(connection);
    }

    public OrdersClient Orders { get; }

    public RequestsClient Requests { get; }

    public CertificatesClient Certificates { get; }

    public UsersClient Users { get; }

    public ProductsClient Products { get; }

    public OrganizationsClient Organizations { get; }

    public FinanceClient Finance { get; }

    /// <summary>What the calls now keep to: the limits, less what refusals of calls within them have taught.</summary>
    public IReadOnlyList<CallLimit> EffectiveLimits => _connection.EffectiveLimits;

    /// <summary>
    /// The time at the server, to the second: by the Date of its latest answer that succeeded, and a stop watch since. Null before that. A
    /// wrong clock of this machine does not touch it; an answer out of a cache makes it too early, never too late.
    /// </summary>
    public DateTimeOffset? ServerTime => _connection.ServerTime;

    /// <summary>The same connections and the same pacing, heard by somebody else. Disposing the copy leaves this client alone.</summary>
    public CertCentralClient WithObserver(ICallObserver observer)
    {
        Require.NotNull(observer, nameof(observer));
        return new CertCentralClient(_connection.WithObserver(observer), ownsSession: false);
    }

    /// <summary>
    /// The same connections and the same pacing, for calls that wait no longer than this for faults to pass: between their attempts, and
    /// while the server wants silence from the key (429). A call that would have to wait longer fails with the last fault at once. Waiting
    /// for a place under the request limit is not bounded. Disposing the copy leaves this client alone.
    /// </summary>
    /// <param name="longestWait">From a call's first attempt on; zero: each call is tried once.</param>
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

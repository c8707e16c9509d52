using System.Globalization;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders;

/// <summary>All orders with their indexes, and the steps that are due.</summary>
internal sealed class OrderBook
{
    private readonly SandboxAccount _account;
    private readonly OrderFlow _flow;
    private readonly Dictionary<long, StoredOrder> _byId = [];
    private readonly SortedSet<(DateTimeOffset Due, long Id)> _dues = [];
    private readonly Dictionary<long, DateTimeOffset> _dueOf = [];

    public OrderBook(SandboxAccount account)
    {
        _account = account;
        _flow = new OrderFlow(_account);
        foreach (StoredOrder order in _account.State.Orders)
        {
            _byId.Add(order.Id, order);
            Schedule(order);
        }
    }

    /// <summary>
    /// Takes in an order that is new, however it was placed. The order gets its id, note and request, and its price leaves the balance.
    /// </summary>
    /// <param name="order">Complete but for these.</param>
    /// <param name="isOrganizationNew">DigiCert looks at a new organization before the approver does.</param>
    public void TakeIn(StoredOrder order, bool isOrganizationNew)
    {
        SandboxState state = _account.State;
        order.Id = ++state.LastOrderId;
        order.Notes.Add(new StoredNote { Id = ++state.LastNoteId, Text = Catalogue.NothingWasBought });
        bool isSubmitted = isOrganizationNew || _account.Options.Habits.NewRequestsAreSubmitted;
        order.Requests.Add(new StoredRequest
        {
            Id = ++state.LastRequestId,
            Type = RequestType.NewRequest,
            Status = isSubmitted ? RequestStatus.Submitted : RequestStatus.Pending,
            Date = order.DateCreated,
            Comments = order.Comments,
        });
        order.MoveTo(OrderStatus.NeedsApproval, order.DateCreated);
        if (order.PaymentMethod == "balance")
        {
            state.Balance -= order.Price;
        }

        if (order.RenewalOfOrderId is { } renewed)
        {
            _byId[renewed].RenewedOrderId = order.Id;
        }

        Add(order);
    }

    public void Add(StoredOrder order)
    {
        _account.State.Orders.Add(order);
        _byId.Add(order.Id, order);
        Changed(order);
    }

    /// <summary>Must be called after every change of an order: the order is saved, and its next step is planned anew.</summary>
    public void Changed(StoredOrder order)
    {
        _account.MarkChanged();
        Schedule(order);
    }

    public StoredOrder? Find(long id) => _byId.TryGetValue(id, out StoredOrder? order) ? order : null;

    /// <param name="name">The id of the order, or the serial number or thumbprint of its certificate in force.</param>
    /// <exception cref="ApiException">404 not_found|order.</exception>
    public StoredOrder FindOrThrow(string name) =>
        (TryId(name, out long id) ? Find(id) : _byId.Values.FirstOrDefault(order => IsNamed(order.Certificate, name)))
        ?? throw ApiException.NotFound("order");

    /// <param name="name">
    /// The id or serial number of any certificate of the order. A certificate has an id as soon as the order is approved.
    /// </param>
    public StoredOrder? FindByCertificate(string name) =>
        TryId(name, out long id)
            ? _byId.Values.FirstOrDefault(
                order => order.CertificateId == id || order.Certificates.Exists(certificate => certificate.Id == id))
            : _byId.Values.FirstOrDefault(order => order.Certificates.Exists(certificate => IsNamed(certificate, name)));

    /// <param name="order">Found by <see cref="FindByCertificate"/>.</param>
    /// <param name="name">The same.</param>
    /// <returns>Null: it is not issued yet.</returns>
    public static StoredCertificate? FindCertificate(StoredOrder order, string name) => TryId(name, out long id)
        ? order.Certificates.Find(certificate => certificate.Id == id)
        : order.Certificates.Find(certificate => IsNamed(certificate, name));

    /// <summary>Takes every step that is due, dated with the instant at which it was due, however much later that is.</summary>
    public void Advance(DateTimeOffset now)
    {
        while (_dues.Count > 0 && _dues.Min.Due <= now)
        {
            StoredOrder order = _byId[_dues.Min.Id];
            _flow.TakeStep(order);
            Changed(order);
        }
    }

    public IReadOnlyList<SandboxOrder> Snapshot() => [.. _byId.Values.OrderBy(order => order.Id).Select(Copy)];

    private void Schedule(StoredOrder order)
    {
        if (_dueOf.TryGetValue(order.Id, out DateTimeOffset old))
        {
            _dues.Remove((old, order.Id));
            _dueOf.Remove(order.Id);
        }

        if (_flow.NextDue(order) is { } due)
        {
            _dues.Add((due, order.Id));
            _dueOf.Add(order.Id, due);
        }
    }

    /// <summary>A serial number or thumbprint may consist of digits alone, but it is far longer than every id.</summary>
    private static bool TryId(string name, out long id) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out id) && name.Length < 16;

    private static bool IsNamed(StoredCertificate? certificate, string name) =>
        certificate is not null
        && (string.Equals(certificate.SerialNumber, name, StringComparison.OrdinalIgnoreCase)
            || string.Equals(certificate.Thumbprint, name, StringComparison.OrdinalIgnoreCase));

    private static SandboxOrder Copy(StoredOrder order) => new()
    {
        Id = order.Id,
        Status = order.Status,
        ProductNameId = order.ProductNameId,
        DateCreated = order.DateCreated,
        OrganizationId = order.OrganizationId,
        GivenName = order.Subject.GivenName,
        Surname = order.Subject.Surname,
        JobTitle = order.Subject.JobTitle,
        Phone = order.Subject.Phone,
        Email = order.Subject.Email,
        ProvisioningMethod = order.ProvisioningMethod,
        PaymentMethod = order.PaymentMethod,
        Price = order.Price,
        Comments = order.Comments,
        Csr = order.Csr,
        RenewalOfOrderId = order.RenewalOfOrderId,
        CertificateId = order.CertificateId,
        SerialNumber = order.Certificate?.SerialNumber,
        Requests = [.. order.Requests.Select(request => new SandboxRequest(request.Id, request.Type, request.Status, request.Date))],
    };
}

using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Users;
using DigiCertDocSign.Account;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Renewing;

/// <summary>How orders are to be renewed.</summary>
public sealed record RenewalOptions
{
    /// <summary>How many days before its end an order may be renewed, where nobody says otherwise.</summary>
    public const int UsualDays = 90;

    /// <summary>The new orders come in the place of the old ones, for a changed name, address or organization.</summary>
    public bool Replaces { get; init; }

    /// <summary>The operator's own word on how many days before its end an order may be renewed; null: <see cref="UsualDays"/>.</summary>
    public int? WithinDays { get; init; }

    /// <summary>The new certificate is for the key of the old one.</summary>
    public bool ReusesKey { get; init; }

    /// <summary>The operator has looked whose the orders are.</summary>
    public bool AllowDuplicate { get; init; }

    /// <summary>Orders are placed also for an organization whose validation has lapsed.</summary>
    public bool AllowsLapsedValidation { get; init; }
}

/// <summary>A renewal that may be ordered, once it is confirmed.</summary>
/// <param name="Input">For the run.</param>
/// <param name="Draft">What is ordered, the price among others hangs on it.</param>
/// <param name="Description">What the operator confirms.</param>
public sealed record PreparedRenewal(OrderInput Input, OrderDraft Draft, string Description);

/// <summary>
/// Prepares orders that follow others: reads the old order, finds out whether it can be renewed or replaced for the person, and what it
/// hands on. Orders nothing: what is prepared goes through a run, which decides again when it sends.
/// </summary>
/// <remarks>
/// Services API: GET order/certificate/{order_id}; GET organization/{organization_id} and its validation, once for each; GET user, once
/// where a contact is none of its organization.
/// </remarks>
public sealed class OrderRenewal(CertCentralClient client, TimeProvider time, RenewalOptions options)
{
    private readonly Dictionary<long, IReadOnlyList<SigningContact>> _contacts = [];
    private readonly HashSet<long> _validated = [];
    private IReadOnlyList<SigningContact>? _users;

    /// <summary>The order, if it is of this product.</summary>
    /// <exception cref="DocSigningException">RenewalNotPossible: it is not.</exception>
    /// <exception cref="CertCentralException">It cannot be read.</exception>
    public async Task<FormerOrder> ReadAsync(long orderId, CancellationToken cancellationToken)
    {
        OrderInfo info = await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false);
        SigningOrder order = SigningOrderReader.Order(info);
        return order.OrderId == orderId && SigningProduct.Is(order.ProductNameId)
            ? new FormerOrder(info, order)
            : throw RenewalFaults.OfAnotherProduct(orderId, order, options.Replaces);
    }

    /// <summary>The live order that the old one names as its renewal, so that nobody is asked about what is done.</summary>
    /// <param name="old">The order.</param>
    /// <param name="isSandbox">The account is a sandbox.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null: it names none, or one that has ended or is not shown.</returns>
    /// <exception cref="CertCentralException">It cannot be asked for.</exception>
    public async Task<PlacedOrder?> FindSuccessorAsync(FormerOrder old, bool isSandbox, CancellationToken cancellationToken)
    {
        if (LiveOrder.Of(old.Order, null).FollowedBy is not { } next
            || await LiveOrderLookup.AskAsync(client, next, cancellationToken).ConfigureAwait(false) is not { } successor)
        {
            return null;
        }

        DateTimeOffset now = PresentTime.Of(client, time);
        return LiveOrder.Of(successor, null).IsLive(now) ? new PlacedOrderReader(isSandbox).Read(successor, now) : null;
    }

    /// <param name="old">As read by <see cref="ReadAsync"/>.</param>
    /// <param name="given">What the operator gives; it goes before what the order hands on.</param>
    /// <param name="person">Who the new certificate is for.</param>
    /// <param name="csr">The CSR that came with the person; else the draft's.</param>
    /// <param name="known">What the journal has of the old order; null when it has nothing.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">It cannot be renewed, or not so; the kind says why.</exception>
    /// <exception cref="CertCentralException">The organization cannot be read.</exception>
    public async Task<PreparedRenewal> PrepareAsync(
        FormerOrder old, OrderDraft given, PersonResolution person, string? csr, OrderIntent? known, CancellationToken cancellationToken)
    {
        DateTimeOffset now = PresentTime.Of(client, time);
        Person whose = person.Person!;
        string? directoryId = person.DirectoryId ?? known?.DirectoryId;
        Check(old, given, whose, directoryId, known, now);
        var inheritance = new Inheritance(old);
        OrderDraft draft = inheritance.Complete(given) with { RenewalOfOrderId = options.Replaces ? null : old.Order.OrderId };
        IReadOnlyList<SigningContact> contacts = [];
        if (given.Contacts.Count == 0 && inheritance.KeepsOrganization(given) && draft.OrganizationId is { } organization)
        {
            IReadOnlyList<SigningContact> named = await ContactsAsync(organization, cancellationToken).ConfigureAwait(false);
            contacts = inheritance.Contacts(
                inheritance.AreAmong(named) ? named : [.. named, .. await UsersAsync(cancellationToken).ConfigureAwait(false)]);
            draft = draft with { Contacts = [.. contacts.Select(contact => contact.ToOrderContact())] };
        }

        string? chosen = ChooseCsr(old.Order, draft, csr);
        OrderRequest body = OrderRules.Build(draft, whose, chosen, time.GetUtcNow());
        await RequireValidatedAsync(draft.OrganizationId, cancellationToken).ConfigureAwait(false);
        bool isSameKey = HasKeyOf(old.Order, body);
        var input = new OrderInput
        {
            Person = whose,
            Body = body,
            Comment = draft.Comment,
            KeyReference = person.KeyReference ?? (isSameKey ? known?.KeyReference : null),
            DirectoryId = directoryId,
            Replaces = options.Replaces ? old.Order.OrderId : null,
        };
        string key = isSameKey ? "the SAME key" : body.Certificate?.Csr is null ? "a key that the token makes" : "a new key";
        return new PreparedRenewal(input, draft, Describe(old.Order, draft, key, contacts));
    }

    private void Check(FormerOrder old, OrderDraft given, Person person, string? directoryId, OrderIntent? known, DateTimeOffset now)
    {
        LiveOrder followed = LiveOrder.Of(old.Order, null) with { DirectoryId = known?.DirectoryId };
        var question = new OrderQuestion
        {
            Person = person,
            Follows = old.Order.OrderId,
            Replaces = options.Replaces,

            // Which order has come after it, the run finds out from all that it knows.
            Followed = followed with { FollowedBy = null, Details = null },
            DirectoryId = directoryId,
            AllowDuplicate = options.AllowDuplicate,
            Now = now,
        };
        bool keepsOrganization = new Inheritance(old).KeepsOrganization(given);
        DocSigningException? fault = RenewalRules.Refusal(question)
            ?? (options.Replaces
                ? keepsOrganization && IsUnchanged(old.Order, person) ? RenewalFaults.NothingChanged(old.Order) : null
                : !keepsOrganization ? RenewalFaults.OtherOrganization(old.Order)
                : IsTooEarly(old.Order, now) ? RenewalFaults.TooEarly(old.Order, options.WithinDays ?? RenewalOptions.UsualDays)
                : null);
        if (fault is not null)
        {
            throw fault;
        }
    }

    /// <summary>What the server does not show may have changed.</summary>
    private static bool IsUnchanged(SigningOrder order, Person person) =>
        OrderName.Of(order.GivenName, order.Surname) is { } name
        && string.Equals(name, OrderName.Of(person.GivenName, person.Surname), StringComparison.Ordinal)
        && EmailAddress.AreSame(order.Email, person.Email);

    private bool IsTooEarly(SigningOrder order, DateTimeOffset now) => order.ValidTill is { } end
        ? (end - now.UtcDateTime.Date).TotalDays > (options.WithinDays ?? RenewalOptions.UsualDays)
        : options.WithinDays is null;

    private async Task<IReadOnlyList<SigningContact>> ContactsAsync(long organizationId, CancellationToken cancellationToken)
    {
        if (!_contacts.TryGetValue(organizationId, out IReadOnlyList<SigningContact>? contacts))
        {
            SigningOrganization organization =
                await new AccountOrganizations(client, time).GetAsync(organizationId, cancellationToken).ConfigureAwait(false);
            _contacts[organizationId] = contacts = organization.Contacts ?? [];
        }

        return contacts;
    }

    /// <summary>An order may name a user of the account who is no contact of the organization.</summary>
    private async Task<IReadOnlyList<SigningContact>> UsersAsync(CancellationToken cancellationToken)
    {
        if (_users is not null)
        {
            return _users;
        }

        var users = new List<SigningContact>();
        try
        {
            await foreach (UserInfo row in client.Users.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                var user = SigningUser.From(row);
                if (user is { UserId: > 0, Status: null or "Active" })
                {
                    users.Add(new SigningContact { ContactType = "", UserId = user.UserId, Name = user.Person, Email = user.Email });
                }
            }
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            // The key may order and not see the users: then somebody has to name the contact.
        }

        return _users = users;
    }

    private async Task RequireValidatedAsync(long? organizationId, CancellationToken cancellationToken)
    {
        if (organizationId is { } id && !options.AllowsLapsedValidation && !_validated.Contains(id))
        {
            try
            {
                await SigningValidation.RequireAsync(client, id, time, cancellationToken).ConfigureAwait(false);
            }
            catch (DocSigningException lapsed) when (lapsed.Kind == FaultKind.OrganizationNotValidated)
            {
                throw RenewalFaults.NotValidated(lapsed);
            }

            _validated.Add(id);
        }
    }

    /// <summary>A new key unless the operator says that the old one is meant.</summary>
    /// <returns>The CSR that goes with this person; null: that of the draft, or none.</returns>
    private string? ChooseCsr(SigningOrder order, OrderDraft draft, string? csr)
    {
        string? own = Given(csr) ?? Given(draft.Csr);
        if (options.ReusesKey)
        {
            return own ?? order.Csr ?? throw RenewalFaults.KeyNotShown(order);
        }

        if (own is null)
        {
            return draft.ProvisioningOrDefault == ProvisioningMethod.Email ? throw RenewalFaults.KeyMissing(order) : null;
        }

        return CsrDigest.OfPublicKey(own) is { } key && key == CsrDigest.OfPublicKey(order.Csr)
            ? throw RenewalFaults.KeyReused(order)
            : csr;

        static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Where the old order shows no key, the operator's word is taken.</summary>
    private bool HasKeyOf(SigningOrder order, OrderRequest body) =>
        options.ReusesKey
        && (CsrDigest.OfPublicKey(order.Csr) is not { } old || old == CsrDigest.OfPublicKey(body.Certificate?.Csr));

    private string Describe(SigningOrder order, OrderDraft draft, string key, IReadOnlyList<SigningContact> contacts)
    {
        string validity = draft switch
        {
            { Years: { } years } => $"{years} year(s)",
            { Days: { } days } => $"{days} day(s)",
            _ => $"until {draft.ExpirationDate}",
        };
        string end = order.ValidTill is { } till ? $", valid until {Moments.Day(till)}" : "";
        string organization = draft.OrganizationId is { } id
            ? $"organization {id}" : $"new organization '{draft.Organization?.Name}'";
        string whom = contacts.Count > 0 ? string.Join("; ", contacts)
            : string.Join("; ", draft.Contacts.Select(contact => $"{contact.ContactType} {contact.UserId ?? contact.Id}".TrimEnd()));
        string usages = draft.AdditionalUsages.Count > 0
            ? string.Join(", ", draft.AdditionalUsages)
            : "the usual ones (CertCentral shows none of the old order)";
        string container = draft.ContainerId is { } where ? $", container {where}" : "";
        return $"{(options.Replaces ? "REPLACE" : "Renew")} order {OrderLine.Whose(order)} "
            + $"({order.Status}{end}) by a certificate of {validity} for {key}, {organization}{container}, contacts: {whom}; "
            + $"usages: {usages}; provisioning {draft.ProvisioningOrDefault}, paid by {draft.PaymentOrDefault}"
            + (options.Replaces ? $"; order {order.OrderId} stays until Revoke-DocSigningCertificate ends it" : "");
    }
}

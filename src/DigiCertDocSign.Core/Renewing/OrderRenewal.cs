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
    private const int UsualDays = 90;

    /// <summary>The new orders come in the place of the old ones, for a changed name, address or organization.</summary>
    public bool Replaces { get; init; }

    /// <summary>
    /// The operator's own word on how many days before its end an order may be renewed; null: 90, and no more than half of its time.
    /// </summary>
    public int? WithinDays { get; init; }

    /// <summary>The new certificate is for the key of the old one.</summary>
    public bool ReusesKey { get; init; }

    /// <summary>The operator has looked whose the orders are.</summary>
    public bool AllowDuplicate { get; init; }

    /// <summary>Orders are placed also for an organization whose validation has lapsed.</summary>
    public bool AllowsLapsedValidation { get; init; }

    /// <summary>How many days before its end an order may be renewed. A short one is not due all its life.</summary>
    internal int Within(FormerOrder old, DateTime end) => WithinDays
        ?? (old.ValidFrom is { } first ? Math.Min(UsualDays, Math.Max(0, (int)(end - first).TotalDays / 2)) : UsualDays);
}

/// <summary>A renewal that may be ordered, once it is confirmed.</summary>
/// <param name="Input">For the run.</param>
/// <param name="Draft">What is ordered, the price among others hangs on it.</param>
/// <param name="Description">What the operator confirms.</param>
/// <param name="Warnings">What the operator has to know also where nobody is asked.</param>
public sealed record PreparedRenewal(OrderInput Input, OrderDraft Draft, string Description, IReadOnlyList<string> Warnings);

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
        Check(old, given, person, known, now);
        var inheritance = new Inheritance(old);
        OrderDraft draft = inheritance.Complete(given) with { RenewalOfOrderId = options.Replaces ? null : old.Order.OrderId };
        IReadOnlyList<SigningContact> contacts = [];
        IReadOnlyList<SigningContact> strays = [];
        if (given.Contacts.Count == 0 && inheritance.KeepsOrganization(given) && draft.OrganizationId is { } organization)
        {
            IReadOnlyList<SigningContact> named = await ContactsAsync(organization, cancellationToken).ConfigureAwait(false);
            contacts = inheritance.Contacts(
                inheritance.AreAmong(named) ? named : [.. named, .. await UsersAsync(cancellationToken).ConfigureAwait(false)]);
            strays = inheritance.Strays(named, contacts);
            draft = draft with { Contacts = [.. contacts.Select(contact => contact.ToOrderContact())] };
        }

        string?[] oldKeys = [CsrDigest.OfPublicKey(old.Order.Csr), known?.PublicKeySha256, known?.OtherPublicKeySha256];
        string? chosen = ChooseCsr(old.Order, draft, csr, oldKeys);
        OrderRequest body = OrderRules.Build(draft, whose, chosen, time.GetUtcNow());
        await RequireValidatedAsync(draft.OrganizationId, cancellationToken).ConfigureAwait(false);
        string? key = CsrDigest.OfPublicKey(body.Certificate?.Csr);
        var input = new OrderInput
        {
            Person = whose,
            Body = body,
            Comment = draft.Comment,
            KeyReference = person.KeyReference ?? (key is null ? null
                : key == known?.PublicKeySha256 ? known.KeyReference
                : key == known?.OtherPublicKeySha256 ? known.OtherKeyReference
                : null),
            DirectoryId = person.DirectoryId ?? KeptDirectoryId(old.Order, whose, known),
            Replaces = options.Replaces ? old.Order.OrderId : null,
        };
        string keyWords = options.ReusesKey && IsOneOf(key, oldKeys) != false ? "the SAME key"
            : body.Certificate?.Csr is null ? "a key that the token makes"
            : "a new key";
        return new PreparedRenewal(
            input,
            draft,
            RenewalWords.Describe(old, draft, keyWords, contacts, options.Replaces),
            [.. RenewalWords.Warnings(old, draft, whose, strays)]);
    }

    private void Check(FormerOrder old, OrderDraft given, PersonResolution person, OrderIntent? known, DateTimeOffset now)
    {
        Person whose = person.Person!;
        LiveOrder followed = LiveOrder.Of(old.Order, null) with { DirectoryId = known?.DirectoryId };
        var question = new OrderQuestion
        {
            Person = whose,
            Follows = old.Order.OrderId,
            Replaces = options.Replaces,

            // Which order has come after it, the run finds out from all that it knows.
            Followed = followed with { FollowedBy = null, Details = null },

            // The id that came with the person and no other: that of the journal is the order's, and would be compared with itself.
            DirectoryId = person.DirectoryId,
            AllowDuplicate = options.AllowDuplicate,
            Now = now,
        };
        bool keepsOrganization = new Inheritance(old).KeepsOrganization(given);
        DocSigningException? fault = RenewalRules.Refusal(question)
            ?? (options.Replaces
                ? keepsOrganization && IsUnchanged(old.Order, whose) ? RenewalFaults.NothingChanged(old.Order) : null
                : !keepsOrganization ? RenewalFaults.OtherOrganization(old.Order)
                : NotDue(old, now));
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

    /// <summary>The directory's id that the journal has of the order, where the person is the one whom it has there.</summary>
    private static string? KeptDirectoryId(SigningOrder order, Person person, OrderIntent? known) =>
        known is not null && IsUnchanged(order, person) && EmailAddress.AreSame(known.Email, person.Email)
        && NameKeys.Fits(known.GivenName, known.Surname, person.Name) != false
            ? known.DirectoryId
            : null;

    private DocSigningException? NotDue(FormerOrder old, DateTimeOffset now)
    {
        if (old.Order.ValidTill is not { } end)
        {
            return RenewalFaults.EndNotShown(old.Order);
        }

        int within = options.Within(old, end);
        return (end - now.UtcDateTime.Date).TotalDays > within ? RenewalFaults.TooEarly(old.Order, end, within) : null;
    }

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
    private string? ChooseCsr(SigningOrder order, OrderDraft draft, string? csr, string?[] oldKeys)
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

        return IsOneOf(CsrDigest.OfPublicKey(own), oldKeys) == true ? throw RenewalFaults.KeyReused(order) : csr;

        static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Whether a key is that of the old order, as CertCentral shows it or the journal has it.</summary>
    /// <returns>Null: neither has one, or what is asked about is none.</returns>
    private static bool? IsOneOf(string? key, string?[] oldKeys) =>
        key is null || oldKeys.All(old => old is null) ? null : oldKeys.Contains(key);
}

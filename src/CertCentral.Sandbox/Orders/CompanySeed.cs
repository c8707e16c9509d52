using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Certificates;
using CertCentral.Sandbox.State;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace CertCentral.Sandbox.Orders;

/// <summary>
/// A company of a hundred people whose orders are in every state. All of them are made up. Their ids are always the same, and their dates
/// are as long ago as here. Their private keys were thrown away.
/// </summary>
internal sealed class CompanySeed(SandboxAccount account)
{
    private const long LastIdBefore = 300_100_000;
    private const long LastCertificateIdBefore = 330_100_000;
    private const long LastRequestIdBefore = 50_100_000;
    private const long LastLaterRequestIdBefore = 50_200_000;
    private const long LastReceiptIdBefore = 8_100_000;
    private const string OtherProductId = "ds_individual";

    private static readonly (string Name, string Ascii)[] GivenNames =
    [
        ("Aino", "aino"), ("Bjørn", "bjorn"), ("Céline", "celine"), ("Dagny", "dagny"), ("Émile", "emile"),
        ("Freja", "freja"), ("Günther", "guenther"), ("Håkon", "hakon"), ("Inés", "ines"), ("Jürgen", "juergen"),
        ("Kåre", "kare"), ("Lena", "lena"), ("Märta", "marta"), ("Niels", "niels"), ("Olga", "olga"),
        ("Pål", "pal"), ("Quentin", "quentin"), ("Runa", "runa"), ("Søren", "soren"), ("Tuva", "tuva"),
        ("Ulrike", "ulrike"), ("Väinö", "vaino"), ("Wenche", "wenche"), ("Yngve", "yngve"), ("Zofia", "zofia"),
    ];

    private static readonly (string Name, string Ascii)[] Surnames =
    [
        ("Aasen", "aasen"), ("Bakke", "bakke"), ("Coşkun", "coskun"), ("Dupont", "dupont"), ("Eide", "eide"),
        ("Fjeld", "fjeld"), ("García", "garcia"), ("Hölzl", "hoelzl"), ("Iversen", "iversen"), ("Janák", "janak"),
        ("Kjær", "kjaer"), ("Łukasik", "lukasik"), ("Moe", "moe"), ("Nygård", "nygard"), ("Øien", "oien"),
        ("Petrov", "petrov"), ("Ruud", "ruud"), ("Sørli", "sorli"), ("Tøndel", "tondel"), ("Vik", "vik"),
    ];

    private static readonly string[] JobTitles = ["Contract Manager", "Legal Counsel", "Buyer", "Prokurist", "Head of Sales"];

    /// <summary>A user who can take over from the contact.</summary>
    public static StoredUser MakeSuccessor() => new()
    {
        Id = 880_217,
        FirstName = "Nora",
        LastName = "Vik",
        Email = "nora.vik@fjordlab.example",
        JobTitle = "Legal Operations",
        Telephone = "+47 55 50 01 21",
    };

    private readonly SecureRandom _random = new();
    private readonly DateTimeOffset _now = account.Now;
    private readonly List<StoredOrder> _made = [];
    private int _people;
    private long _laterRequests = LastLaterRequestIdBefore;

    /// <summary>By id, oldest first.</summary>
    public List<StoredOrder> MakeOrders()
    {
        Make(5, age: 400, years: 1, Issue);
        Make(4, age: 392, years: 3, Revoke);
        Make(3, age: 355, years: 1, Issue);
        Make(8, age: 350, years: 1, Issue);
        Make(42, age: 330, years: 2, Issue, step: 7);
        Make(2, age: 41, years: 2, order => Ask(Issue(order), RequestType.Revoke));
        Make(3, age: 38, years: 2, AskForReissue);
        Make(3, age: 30, years: 1, Reject);
        Make(3, age: 26, years: 1, order => End(Approve(order), OrderStatus.Canceled));
        Make(4, age: 22, years: 1, OfOtherProduct);
        Make(3, age: 15, years: 1, order => WaitForKey(order, "ship_token", OrderStatus.WaitingPickup));
        Make(4, age: 12, years: 1, order => WaitForKey(order, "client_app", OrderStatus.NeedsCsr));
        MakeRenewals();
        Make(7, age: 1.5, years: 1, Vet, step: 0.05);
        Make(1, age: 1.15, years: 1, Process);
        Make(8, age: 1, years: 1, order => order, step: 0.1);
        return _made;
    }

    private void Make(int count, double age, int years, Func<StoredOrder, StoredOrder> finish, double step = 1)
    {
        for (int i = 0; i < count; i++)
        {
            finish(NewOrder(NewPerson(), _now.AddDays(-age + (i * step)), years));
        }
    }

    /// <summary>Of the third group, whose certificates expire in these days.</summary>
    private void MakeRenewals()
    {
        for (int i = 0; i < 3; i++)
        {
            StoredOrder old = _made[9 + i];
            StoredOrder renewal = NewOrder(old.Subject, _now.AddDays(-8 + i), years: 1);
            renewal.RenewalOfOrderId = old.Id;
            old.RenewedOrderId = renewal.Id;
            Issue(renewal);
        }
    }

    private StoredOrder NewOrder(StoredSubject subject, DateTimeOffset created, int years)
    {
        int number = _made.Count + 1;
        StoredOrganization organization = account.State.Organizations[0];
        var order = new StoredOrder
        {
            Id = LastIdBefore + number,
            DateCreated = created,
            OrganizationId = organization.Id,
            ContainerId = organization.ContainerId,
            Contacts = [.. organization.Contacts.Where(contact => contact.ContactType == "organization_contact")],
            Subject = subject,
            Csr = NewPublicKey(),
            ProvisioningMethod = "email",
            ValidityYears = years,
            PaymentMethod = "balance",
            Price = Catalogue.PriceFor(years),
            Requests = [new()
            {
                Id = LastRequestIdBefore + number,
                Type = RequestType.NewRequest,
                Status = RequestStatus.Pending,
                Date = created,
            }],
            Notes = [new() { Id = number, Text = Catalogue.NothingWasBought }],
        };
        order.MoveTo(OrderStatus.NeedsApproval, created);
        _made.Add(order);
        return order;
    }

    private StoredSubject NewPerson()
    {
        int number = _people++;
        (string given, string givenAscii) = GivenNames[number % GivenNames.Length];
        // Each given name comes four times, with another surname each time.
        (string surname, string surnameAscii) = Surnames[((number * 7) + (number / GivenNames.Length)) % Surnames.Length];
        return new()
        {
            GivenName = given,
            Surname = surname,
            JobTitle = JobTitles[number % JobTitles.Length],
            Phone = FormattableString.Invariant($"+47 55 50 02 {number:00}"),
            Email = $"{givenAscii}.{surnameAscii}@fjordlab.example",
        };
    }

    private string NewPublicKey()
    {
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(X9ObjectIdentifiers.Prime256v1, _random));
        byte[] key = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(generator.GenerateKeyPair().Public).GetDerEncoded();
        return PemText.Write("PUBLIC KEY", key).Replace("\r", "").Replace("\n", "");
    }

    private static StoredOrder Approve(StoredOrder order) => Approve(order, order.DateCreated);

    private static StoredOrder Approve(StoredOrder order, DateTimeOffset when)
    {
        order.DateApproved = when;
        order.CertificateId = LastCertificateIdBefore + (order.Id - LastIdBefore);
        Close(order.Requests[0], RequestStatus.Approved, when);
        order.MoveTo(OrderStatus.Pending, when);
        return order;
    }

    private static void Close(StoredRequest request, string status, DateTimeOffset when)
    {
        request.Status = status;
        request.DateProcessed = when;
        request.ProcessorId = Catalogue.ApproverId;
    }

    /// <summary>Approved, and not so long ago that its vetting would be over.</summary>
    private StoredOrder Vet(StoredOrder order)
    {
        var half = TimeSpan.FromTicks(account.Options.ValidationDelay.Ticks / 2);
        return Approve(order, _now - order.DateCreated > half ? _now - half : order.DateCreated);
    }

    /// <summary>Its vetting is over, and the CA takes a day for it.</summary>
    private StoredOrder Process(StoredOrder order)
    {
        Approve(order).DateValidated = _now;
        order.ProcessingSince = _now.AddDays(1);
        order.MoveTo(OrderStatus.Processing, _now);
        return order;
    }

    private StoredOrder Issue(StoredOrder order)
    {
        Approve(order).DateValidated = order.DateCreated;
        order.ProcessingSince = order.DateCreated;
        StoredCertificate certificate = account.Authority.Issue(
            order, order.Csr!, order.SignatureHash, order.DateCreated, OrderTerm.LastDay(order, order.DateCreated));
        certificate.Id = order.CertificateId!.Value;
        order.Certificates.Add(certificate);
        order.ReceiptId = LastReceiptIdBefore + (order.Id - LastIdBefore);
        order.MoveTo(OrderStatus.Issued, order.DateCreated);
        return order;
    }

    private StoredOrder Revoke(StoredOrder order)
    {
        Ask(Issue(order), RequestType.Revoke);
        Close(order.Requests[1], RequestStatus.Approved, _now.AddDays(-1));
        order.Certificate!.IsRevoked = true;
        order.MoveTo(OrderStatus.Revoked, _now.AddDays(-1));
        return order;
    }

    private StoredOrder Ask(StoredOrder order, string type)
    {
        order.Requests.Add(new()
        {
            Id = ++_laterRequests,
            Type = type,
            Status = RequestStatus.Pending,
            Date = _now.AddDays(-1),
            Csr = type == RequestType.Reissue ? NewPublicKey() : null,
            SignatureHash = type == RequestType.Reissue ? order.SignatureHash : null,
        });
        return order;
    }

    private StoredOrder AskForReissue(StoredOrder order)
    {
        Ask(Issue(order), RequestType.Reissue).MoveTo(OrderStatus.ReissuePending, _now.AddDays(-1));
        return order;
    }

    private static StoredOrder Reject(StoredOrder order)
    {
        Close(order.Requests[0], RequestStatus.Rejected, order.DateCreated.AddDays(1));
        return End(order, OrderStatus.Rejected);
    }

    private static StoredOrder End(StoredOrder order, string status)
    {
        order.MoveTo(status, order.DateCreated.AddDays(1));
        return order;
    }

    private static StoredOrder WaitForKey(StoredOrder order, string provisioning, string status)
    {
        Approve(order).DateValidated = order.DateCreated;
        order.ProvisioningMethod = provisioning;
        order.Csr = null;
        order.MoveTo(status, order.DateCreated.AddDays(3));
        return order;
    }

    /// <summary>Every second one is issued, and the others wait for approval.</summary>
    private StoredOrder OfOtherProduct(StoredOrder order)
    {
        order.ProductNameId = OtherProductId;
        return order.Id % 2 == 0 ? Issue(order) : order;
    }
}

using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Account;

/// <summary>The account that a new sandbox starts with. All people and companies are made up.</summary>
internal static class AccountSeed
{
    public static SandboxState Make(SandboxOptions options)
    {
        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        return new SandboxState
        {
            LastOrderId = 318_840_026,
            LastRequestId = 52_100_930,
            LastCertificateId = 340_077_214,
            LastOrganizationId = 610_986,
            LastContactId = 91_220,
            LastReceiptId = 9_911_419,
            LastNoteId = 77_300,
            Balance = options.OpeningBalance,
            Users =
            [
                new()
                {
                    Id = Catalogue.KeyOwnerId,
                    FirstName = "Ida",
                    LastName = "Berg",
                    Email = "ida.berg@fjordlab.example",
                    JobTitle = "IT Operations",
                    Telephone = "+47 55 50 01 77",
                },
                new()
                {
                    Id = Catalogue.ApproverId,
                    FirstName = "Oskar",
                    LastName = "Lindqvist",
                    Email = "oskar.lindqvist@fjordlab.example",
                    JobTitle = "Head of Legal",
                    Telephone = "+47 55 50 01 10",
                },
            ],
            Organizations = [MakeMain(now), MakeInactive()],
        };
    }

    /// <summary>Order 271400871: issued 1,065 days ago for three years, so a month is left.</summary>
    public static StoredOrder MakeExpiringOrder(SandboxState state, DateTimeOffset now)
    {
        DateTimeOffset then = now.AddDays(-1_065);
        var order = new StoredOrder
        {
            Id = 271_400_871,
            DateCreated = then,
            DateApproved = then,
            DateValidated = then,
            ProcessingSince = then,
            OrganizationId = 610_233,
            ContainerId = Catalogue.MainContainerId,
            Subject = new()
            {
                GivenName = "Mira K.",
                Surname = "Solberg",
                JobTitle = "Contract Manager",
                Phone = "+47 55 50 01 42",
                Email = "mira.solberg@fjordlab.example",
            },
            Contacts = [.. state.Organizations[0].Contacts.Where(contact => contact.ContactType == "organization_contact")],
            Csr = SeedPublicKey,
            ProvisioningMethod = "email",
            ValidityYears = 3,
            PaymentMethod = "balance",
            Price = Catalogue.PriceFor(3),
            CertificateId = 290_114_502,
            Requests = [new()
            {
                Id = 47_300_118,
                Type = RequestType.NewRequest,
                Status = RequestStatus.Approved,
                Date = then,
                DateProcessed = then,
                ProcessorId = Catalogue.ApproverId,
            }],
            Notes = [new() { Id = 70_001, Text = Catalogue.NothingWasBought }],
        };
        order.MoveTo(OrderStatus.Processing, then);
        return order;
    }

    /// <summary>A P-256 public key whose private key was thrown away.</summary>
    private const string SeedPublicKey = "-----BEGIN PUBLIC "
        + "KEY-----MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEtGJYxQ9M/"
        + "FSBsNxLQ1P5xYEblJbAQcpRIg87VRkLkxlsLDT3TjsqOIziMIkJe7BKXfy9y5zTHzqi1jV3wXF9Cw==-----END PUBLIC KEY-----";

    private static StoredOrganization MakeMain(DateTimeOffset now) => new()
    {
        Id = 610_233,
        Name = "Fjordlab AS",
        AssumedName = "Fjordlab",
        Address = "Strandgaten 7",
        Address2 = "3. etasje",
        Zip = "5013",
        City = "Bergen",
        State = "Vestland",
        Country = "no",
        Telephone = "+47 55 50 01 00",
        ContainerId = Catalogue.MainContainerId,
        ValidatedFrom = now.AddDays(-286),
        ValidatedUntil = now.AddDays(111),
        Contacts =
        [
            new()
            {
                Id = 70_411,
                UserId = Catalogue.ApproverId,
                ContactType = "organization_contact",
                FirstName = "Oskar",
                LastName = "Lindqvist",
                Email = "oskar.lindqvist@fjordlab.example",
                JobTitle = "Head of Legal",
                Telephone = "+47 55 50 01 10",
            },
            new()
            {
                Id = 91_220,
                UserId = Catalogue.ApproverId,
                ContactType = "verified_contact",
                FirstName = "Oskar",
                LastName = "Lindqvist",
                Email = "oskar.lindqvist@fjordlab.example",
                JobTitle = "Head of Legal",
                Telephone = "+47 55 50 01 10",
            },
        ],
    };

    private static StoredOrganization MakeInactive() => new()
    {
        Id = 610_240,
        Name = "Gammel Fjordlab AS",
        IsActive = false,
        Address = "Torget 1",
        Zip = "5014",
        City = "Bergen",
        State = "Vestland",
        Country = "no",
        ContainerId = Catalogue.MainContainerId,
    };
}

using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Orders;
using FsCheck;
using FsCheck.Fluent;

namespace DigiCertDocSign.Tests.Orders;

/// <summary>
/// The sandbox reads the order page for itself. What our rules let through, it takes: then neither has forgotten a rule that the other
/// knows. Ids are those that the sandbox's account has, since only a server can know them.
/// </summary>
public class SandboxAgreementTests
{
    private const int Drawn = 600;

    [Fact]
    public async Task Whatever_the_rules_let_through_the_sandbox_takes()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Drafts.Now);
        using var handler =
            new SandboxHandler(new SandboxOptions { TimeProvider = time, Limits = SandboxLimits.None, OpeningBalance = 10_000_000 });
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            PrimaryHandler = () => handler,
            Limits = new CallLimits([]),
        });
        int taken = 0;
        int refused = 0;
        foreach ((OrderDraft? draft, string? csr) in AnyOrder().Sample(Drawn))
        {
            CertCentral.Orders.OrderRequest request;
            try
            {
                request = OrderRules.Build(draft, Drafts.Mira, csr, time.GetUtcNow());
            }
            catch (DocSigningException)
            {
                refused++;
                continue;
            }

            await client.Orders.CreateAsync(request, CancellationToken.None);
            taken++;
        }

        // Both kinds must have been drawn, or this proves nothing.
        Assert.True(taken > Drawn / 20 && refused > Drawn / 20, $"{taken} taken, {refused} refused");
    }

    private static Gen<(OrderDraft Draft, string? Csr)> AnyOrder() =>
        from draft in Gen.OneOf(
            Gen.Fresh(Drafts.Valid), Gen.Fresh(Drafts.ByCard), Gen.Fresh(Drafts.ByToken), Gen.Fresh(Drafts.ForNewOrganization))
        from contacts in Often(Gen.Fresh(() => draft.Contacts), AnyContacts())
        from term in Often(Gen.Constant(((int?)1, (int?)null, (string?)null)), AnyTerm())
        from key in Often(Gen.Constant(((KeyType?)null, (string?)null)), AnyKey())
        from hash in Gen.Elements<SignatureHash?>(
            null, DigiCertDocSign.SignatureHash.Sha256, DigiCertDocSign.SignatureHash.Sha384, DigiCertDocSign.SignatureHash.Sha512)
        from method in Often(
            Gen.Constant(draft.ProvisioningMethod),
            Gen.Elements<ProvisioningMethod?>(null, ProvisioningMethod.Email, ProvisioningMethod.ShipToken))
        from platform in Gen.Elements<long?>(null, -1, 2, 29, 40)
        from usages in Gen.SubListOf(["document_signing", "ms_document_signing", "adobe_authentic_documents_trustsigning"])
        from container in Gen.Elements<long?>(null, 44120, 44131)
        from emails in Gen.SubListOf(["pki@fjordlab.example", " hr@fjordlab.example "])
        from users in Gen.SubListOf([880145L, 880190L])
        from texts in Gen.ArrayOf(Gen.Elements(null, "", " x\ny ", "Prüfung – LEG-204", "\"quoted\" \\ <b>"), 2)
        from csr in Gen.Elements(null, Drafts.SampleCsr)
        select (Fill(draft, contacts, term, key, method, d =>
        {
            (d.SignatureHash, d.ServerPlatformId, d.AdditionalUsages, d.ContainerId) = (hash, platform, [.. usages], container);
            (d.AdditionalEmails, d.UserIdAssignments, d.Comment, d.CustomRenewalMessage) = ([.. emails], [.. users], texts[0], texts[1]);
            d.CaCertId = platform is null ? null : "7A61C0FFEE12D455";
        }), csr);

    private static OrderDraft Fill(
        OrderDraft draft,
        IList<OrderContact> contacts,
        (int?, int?, string?) term,
        (KeyType?, string?) key,
        ProvisioningMethod? method,
        Action<OrderDraft> rest)
    {
        draft.Contacts = contacts;
        (draft.Years, draft.Days, draft.ExpirationDate) = term;
        (draft.KeyType, draft.KeySize) = key;
        draft.ProvisioningMethod = method;
        rest(draft);
        return draft;
    }

    private static Gen<T> Often<T>(Gen<T> usual, Gen<T> other) => Gen.Frequency((3, usual), (1, other));

    private static Gen<IList<OrderContact>> AnyContacts() => Gen.OneOf(
        Gen.Fresh<IList<OrderContact>>(() => []),
        Gen.Fresh<IList<OrderContact>>(() => [Drafts.NewContact(), new OrderContact { ContactType = "verified_contact", Id = 91220 }]),
        Gen.Fresh<IList<OrderContact>>(
            () => [new OrderContact { ContactType = "technical_contact", UserId = 880190, FirstName = "Oskar", UpdateExisting = true }]),
        Gen.Fresh<IList<OrderContact>>(() => [new OrderContact { ContactType = "organization_contact", Id = 70411, UserId = 880145 }]));

    private static Gen<(int?, int?, string?)> AnyTerm() => Gen.OneOf(
        Gen.Choose(-1, 5).Select(years => ((int?)years, (int?)null, (string?)null)),
        Gen.Choose(-1, 1100).Select(days => ((int?)null, (int?)days, (string?)null)),
        Gen.Choose(-2, 1100).Select(days => (
            (int?)null,
            (int?)null,
            (string?)Drafts.Now.AddDays(days).ToString("d MMM yyyy", System.Globalization.CultureInfo.InvariantCulture))),
        Gen.Constant(((int?)1, (int?)30, (string?)null)));

    private static Gen<(KeyType?, string?)> AnyKey() => Gen.OneOf(
        Gen.Elements((KeyType?)null, KeyType.Rsa, KeyType.Ecc)
            .Zip(Gen.Elements(null, "2048", "3072", "4096", "p-256", "P384", "p-354", "512")));
}

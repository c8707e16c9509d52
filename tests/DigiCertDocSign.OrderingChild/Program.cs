using System.Globalization;
using System.Security;
using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign;

// Orders for a made-up list of people, and is killed by its parent in the middle of it.
// Arguments: the server's base URI, the journal's path, how many people.
// Ends with 0 when everybody has an order; else the faults stand on the error stream.
using var key = new SecureString();
foreach (var letter in "sandbox")
{
    key.AppendChar(letter);
}

using var client = new CertCentralClient(new CertCentralOptions
{
    ApiKey = ApiKey.From(key),
    BaseUri = new Uri(args[0]),
    Limits = RequestLimits.None,
});
using var journal = OrderJournal.Open(JournalPlace.At(args[1]));

// The server next door answers in milliseconds, and its lists do not lag behind.
var options = new PlacingOptions { SettleTime = TimeSpan.FromMilliseconds(300) };
var failed = 0;
await using (var run = await OrderRun.StartAsync(client, journal, accountId: 4711, options, TimeProvider.System, CancellationToken.None))
{
    for (var number = 1; number <= int.Parse(args[2], CultureInfo.InvariantCulture); number++)
    {
        var person = new Person("Nils", $"Hagen {number}", "Clerk", "+47 55 50 01 42", $"nils.hagen{number}@fjordlab.example");
        var draft = new OrderDraft
        {
            AgreeToSubscriberAgreement = true,
            OrganizationId = 610233,
            Contacts = [new OrderContact { ContactType = "organization_contact", UserId = 880145 }],
            ProvisioningMethod = ProvisioningMethod.ClientApp,
            Years = 1,
        };
        if (!await run.AddAsync(new OrderRow { Person = person, Request = OrderRules.Build(draft, person, null, DateTimeOffset.UtcNow) }, CancellationToken.None))
        {
            break;
        }

        Report(await run.TakeAsync());
    }

    await foreach (var outcome in run.FinishAsync(CancellationToken.None))
    {
        Report([outcome]);
    }

    failed += run.StoppedBy is null ? 0 : 1;
}

return failed == 0 ? 0 : 1;

void Report(IReadOnlyList<OrderOutcome> outcomes)
{
    foreach (var outcome in outcomes.Where(one => one.Fault is not null))
    {
        failed++;
        Console.Error.WriteLine(outcome.Fault!.Message);
    }
}

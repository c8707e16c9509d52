using System.Globalization;
using System.Security;
using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign;
using DigiCertDocSign.Fixtures;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.OrderingChild;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Storage;

// Orders for a made-up list of people beside another process, or is killed by its parent in the middle of it.
// Arguments: the server's base URI, the journal's path or database, the numbers of the first and the last person; and where the call
// limit is kept, the folder of the shared count, how many calls in how many milliseconds, and at which write to the count to die, 0 for
// never.
// The people are of one family, the one in ORDERING_SURNAME where it is set. With ORDERING_SHARED the journal is written as on a share.
// With ORDERING_SYNC it orders nothing, and fills the journal from the account.
// With ORDERING_ACT (such as Reissue, Csr or Note: what Acting knows) it does that to the order of that number, with the CSR in
// ORDERING_CSR.
// Says "ready", waits for a line, and ends with 0 when everybody has an order; else the faults stand on the error stream.
using SecureString key = Secret.Of("sandbox");

int failed = 0;
string surname = Environment.GetEnvironmentVariable("ORDERING_SURNAME") ?? "Hagen";
bool isPaced = args.Length > 4;
using CertCentralClient client = new CertCentralClient(new CertCentralOptions
{
    ApiKey = ApiKey.From(key),
    BaseUri = new Uri(args[0]),

    // The window is doubled: a busy machine may hold a call back for as long as the window is before it leaves.
    Limits = isPaced ? new CallLimits([new CallLimit(Number(5), TimeSpan.FromMilliseconds(Number(6)))], margin: 1) : new CallLimits([]),
    PacingStore = isPaced ? new DyingStore(new PacingFolder(args[4]), Number(7)) : null,
}).WithObserver(new WarningsAsFaults(Fail));
bool? isShared = Environment.GetEnvironmentVariable("ORDERING_SHARED") is { Length: > 0 } ? true : null;
JournalPlace place = args[1].StartsWith("Host=", StringComparison.Ordinal)
    ? JournalPlace.InDatabase(args[1], null, TimeProvider.System)
    : JournalPlace.At(args[1], isShared);
using IOrderJournal journal = place.Open(TimeProvider.System);
Console.WriteLine("ready");
Console.ReadLine();

if (Environment.GetEnvironmentVariable("ORDERING_SYNC") is { Length: > 0 })
{
    JournalGap gap =
        await JournalGap.ReadAsync(client, journal, accountId: 4711, liveOnly: false, TimeProvider.System, CancellationToken.None);
    var sync = new JournalSync(client, journal, accountId: 4711, TimeProvider.System);
    JournalSyncSummary filled = await sync.FillAsync(gap, CancellationToken.None);
    return filled.Untold.Count + filled.NotRead.Count + filled.InDoubt.Count == 0 ? 0 : 1;
}

if (Environment.GetEnvironmentVariable("ORDERING_ACT") is { Length: > 0 } kind)
{
    await Acting.RunAsync(client, journal, kind, orderId: Number(2), Fail);
    return failed == 0 ? 0 : 1;
}

// The server next door answers in milliseconds, and its lists do not lag behind.
var options = new OrderingOptions { SettleTime = TimeSpan.FromMilliseconds(300) };
await using (OrderRun run =
    await OrderRun.StartAsync(client, journal, accountId: 4711, options, TimeProvider.System, CancellationToken.None))
{
    for (int number = Number(2); number <= Number(3); number++)
    {
        var person = new Person("Nils", $"{surname} {number}", "Clerk", "+47 55 50 01 42", $"nils.hagen{number}@fjordlab.example");
        var draft = new OrderDraft
        {
            AgreeToSubscriberAgreement = true,
            OrganizationId = 610233,
            Contacts = [new OrderContact { ContactType = "organization_contact", UserId = 880145 }],
            ProvisioningMethod = ProvisioningMethod.ClientApp,
            Years = 1,
        };
        if (!await run.AddAsync(
            new OrderInput { Person = person, Body = OrderRules.Build(draft, person, null, DateTimeOffset.UtcNow) },
            CancellationToken.None))
        {
            break;
        }

        Report(await run.TakeAsync());
    }

    await foreach (OrderOutcome outcome in run.FinishAsync(CancellationToken.None))
    {
        Report([outcome]);
    }

    if (run.StoppedBy is { } stop)
    {
        Fail(stop.Message);
    }
}

return failed == 0 ? 0 : 1;

int Number(int argument) => int.Parse(args[argument], CultureInfo.InvariantCulture);

void Report(IReadOnlyList<OrderOutcome> outcomes)
{
    foreach (OrderOutcome? outcome in outcomes.Where(one => one.Fault is not null))
    {
        Fail(outcome.Fault!.Message);
    }
}

void Fail(string what)
{
    failed++;
    Console.Error.WriteLine(what);
}

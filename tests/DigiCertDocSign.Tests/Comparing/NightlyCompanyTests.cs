using System.Globalization;
using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// A company night after night, with the commands of docs/examples/nightly.ps1: people join, marry and leave, a night is played twice as
/// after a kill at its end. At the end everybody who should has one certificate, nobody else has one, and no order was bought that the
/// model does not know. NIGHTLY_PEOPLE and NIGHTLY_NIGHTS make it larger and longer.
/// </summary>
public sealed class NightlyCompanyTests : IAsyncLifetime
{
    // What is ordered in a night is issued in the next one, and who leaves is missing for the days of grace before anything ends.
    private const int QuietNights = 12;
    private const int GraceDays = 7;

    private const string Night = """
        Get-DocSigningRequest -Status Pending | ForEach-Object { Approve-DocSigningRequest -RequestId $_.RequestId }
        $clock.Advance([timespan]'00:10:00')
        $server.ForgetCalls()
        $null = Resume-DocSigningOrder
        $null = Sync-DocSigningJournal
        $changes = @($people | Compare-DocSigningDirectory -Scope All -OrganizationId 610233 -IncludeLeavers -PropertyMap $map)
        $joiners = @($changes | Where-Object Kind -eq Order)
        $keyed = @(
            if ($joiners) { $joiners | New-DocSigningCsr -KeyDirectory "$folder/keys/$night" @key }
            $changes | Where-Object Kind -in Renew, Replace | ForEach-Object {
                $_ | New-DocSigningCsr -KeyDirectory "$folder/keys/after-$($_.OrderId)" @key
            }
        )
        $null = $keyed | New-DocSigningOrder @order
        $null = $keyed | New-DocSigningRenewal @order
        $changes | Revoke-DocSigningCertificate
        $changes | Stop-DocSigningOrder
        $changes | ForEach-Object { "$($_.Kind)" }
        """;

    private readonly SandboxSession _sandbox = new();
    private readonly List<Employee> _staff = [];
    private readonly Random _chance = new(20261103);
    private int _expected;

    private static int People => Setting("NIGHTLY_PEOPLE", 30);

    private static int Nights => Setting("NIGHTLY_NIGHTS", 60);

    public async Task InitializeAsync()
    {
        await _sandbox.InitializeAsync();
        _sandbox.Run(
            "$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
            + "AgreeToSubscriberAgreement = $true }; $map = @{ DirectoryId = 'EmployeeID' }; "
            + "$key = @{ KeyPassword = $password; KeyAlgorithm = 'P256' }").Clean();
    }

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public void A_company_has_its_certificates_and_no_others_after_many_nights()
    {
        for (int number = 0; number < People; number++)
        {
            Join(0);
        }

        int quiet = 0;
        for (int night = 1; night <= Nights; night++)
        {
            bool isEventful = night <= Nights - QuietNights && night % 3 == 0;
            if (isEventful)
            {
                Happen(night);
            }

            string[] kinds = Play(night);
            if (night % 5 == 0)
            {
                Assert.DoesNotContain(Play(night), kind => kind is "Order" or "Renew" or "Replace");
            }

            if (kinds.All(kind => kind == "Keep"))
            {
                quiet++;
                Assert.InRange(_sandbox.Server.Calls.Count, 1, 12);
            }
        }

        Assert.InRange(quiet, QuietNights / 2, Nights);
        AssertEverybodyHasOne();
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int set) ? set : usual;

    private string[] Play(int night)
    {
        PSObject[] people = [.. _staff.Where(one => one.LeftOn is null).Select(one => one.ToObject())];
        ScriptRun run = _sandbox.Run(Night, ("people", people), ("night", night), ("server", _sandbox.Server));
        string[] kinds = [.. run.Clean().Select(kind => $"{kind}")];
        _sandbox.Clock.Advance(TimeSpan.FromHours(night % 5 == 0 ? 12 : 24));
        return kinds;
    }

    /// <summary>One thing in a night: more is what a comparison takes for a broken query.</summary>
    private void Happen(int night)
    {
        Employee[] settled = [.. _staff.Where(one => one.LeftOn is null && one.ChangedOn < night - QuietNights)];
        int what = settled.Length == 0 ? 0 : _chance.Next(3);
        if (what == 0)
        {
            Join(night);
        }
        else
        {
            // Who changes the name again within the term of one certificate is looked at.
            Employee[] unmarried = [.. settled.Where(one => !one.Surname.EndsWith("-Lie", StringComparison.Ordinal))];
            what = unmarried.Length == 0 ? 2 : what;
            Employee one = what == 1 ? unmarried[_chance.Next(unmarried.Length)] : settled[_chance.Next(settled.Length)];
            one.ChangedOn = night;
            if (what == 1)
            {
                one.Surname += "-Lie";
                one.Email = $"e{one.Id}.{night}@fjordlab.example";
                _expected++;
            }
            else
            {
                one.LeftOn = night;
            }
        }
    }

    private void Join(int night)
    {
        int id = _staff.Count + 1;
        _staff.Add(new Employee(id) { Surname = $"Name{Letters(id)}", Email = $"e{id}@fjordlab.example", ChangedOn = night });
        _expected++;
    }

    private static string Letters(int number) => string.Concat($"{number}".Select(digit => (char)('a' + digit - '0')));

    private void AssertEverybodyHasOne()
    {
        ScriptRun run = _sandbox.Run(
            """
            $placed = @(Get-DocSigningJournal -State Placed | Where-Object { $_.OrderId -and $_.DirectoryId })
            $live = @($placed | Where-Object { (Get-DocSigningOrder -OrderId $_.OrderId).Status -eq 'Issued' })
            $live | Where-Object { $_.OrderId -notin $live.TargetOrderId } | ForEach-Object { "$($_.DirectoryId) $($_.Email)" }
            """);
        string[] holders = [.. run.Clean().Select(holder => $"{holder}").Order(StringComparer.Ordinal)];
        string[] wanted =
        [
            .. _staff.Where(one => one.LeftOn is null || one.LeftOn > Nights - GraceDays).Select(one => $"{one.Id} {one.Email}")
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(wanted, holders);
        Assert.Equal(
            _expected,
            _sandbox.Server.Sandbox.GetOrders().Count(order => order.Surname!.StartsWith("Name", StringComparison.Ordinal)));
    }

    private sealed class Employee(int id)
    {
        public int Id => id;

        public string Surname { get; set; } = "";

        public string Email { get; set; } = "";

        public int ChangedOn { get; set; }

        public int? LeftOn { get; set; }

        public PSObject ToObject() => ModuleSession.Input(
            ("EmployeeID", $"{id}"), ("GivenName", "Kim"), ("Surname", Surname), ("Title", "Buyer"), ("OfficePhone", "+47 1"),
            ("EmailAddress", Email));
    }
}

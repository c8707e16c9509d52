using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Xunit.Abstractions;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// A company over the years, with docs/examples/nightly.ps1 itself each night and for each of two organizations: people join, marry,
/// move, leave, come back and lose their tokens; an administrator approves by day; in some nights calls fail, the script is stopped, or
/// the network goes. A model (<see cref="CompanyModel"/>) says what is to be bought and who is to have a certificate.
/// NIGHTLY_PEOPLE, NIGHTLY_NIGHTS and NIGHTLY_STEP (days from night to night) make it larger; NIGHTLY_SEED makes it another one.
/// NIGHTLY_KEEP is a folder for the report of the last night.
/// </summary>
public sealed class NightlyCompanyTests : IAsyncLifetime
{
    // A leaver's grace, a replacement and an end that somebody approves are over by then.
    private const int QuietDays = 40;
    private const int QuietNights = 5;
    private const int CallsOfQuietNight = 12;
    private const int LeastOfAnOffice = 10;
    private const int LastNights = 12;
    private const int BusyPeopleDays = 22 * 15;

    // The journal, the token and the server are those of the test; all else is the script.
    private const string Prepare = """
        function global:Connect-DocSigning { }
        function global:Disconnect-DocSigning { }
        function global:Get-Secret { $password }
        $global:PSDefaultParameterValues = @{ 'New-DocSigningCsr:KeyAlgorithm' = 'P256' }
        $contact = @{
            FirstName = 'Oskar'; LastName = 'Lindqvist'; Email = 'oskar.lindqvist@fjordlab.example'; JobTitle = 'Head of Legal'
            Telephone = '+47 55 50 01 10'
        }
        $address = @{
            Address = 'Storgata 1'; City = 'Bodo'; State = 'Nordland'; Zip = '8006'; Country = 'no'; Telephone = '+47 75 50 01 00'
        }
        New-DocSigningOrganization -Name 'Fjordlab Nord AS' @address -Contact $contact -SubmitForValidation
        """;

    private const string Day = """
        Get-DocSigningRequest -Status Pending | ForEach-Object { Approve-DocSigningRequest -RequestId $_.RequestId }
        Get-DocSigningOrganization |
            Where-Object { $_.IsActive -and (-not $_.ValidatedUntil -or $_.ValidatedUntil -lt $clock.GetUtcNow().AddDays(30)) } |
            Submit-DocSigningOrganizationValidation
        if ($lost) {
            $keys = "$folder/nights-$organization/keys/lost-$orderId-$day"
            $new = $lost | New-DocSigningCsr -KeyDirectory $keys -KeyPassword $password -PropertyMap $map
            $null = $new | Request-DocSigningReissue -OrderId $orderId -Reason TokenLost 3> $null
        }
        """;

    private const string Night = """
        $global:LASTEXITCODE = $null
        $arguments = @{
            Scope = "Staff of $organization"; OrganizationId = $organization; Path = "$folder/nights-$organization"
            People = { $staff }; PropertyMap = $map; ContactUserId = 880145; IncludeLeavers = $true; AgreeToSubscriberAgreement = $true
            FirstRun = -not (Test-Path -Path "$folder/nights-$organization/changes.csv")
        }
        & $nightly @arguments
        $LASTEXITCODE
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly string[] Syllables = ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "ru"];
    private static readonly string[] Kinds = ["Order", "Keep", "Renew", "Replace", "Revoke", "Cancel", "Look"];
    private static readonly string Script = Path.Combine(Repository.Root, "docs", "examples", "nightly.ps1");
    private static readonly Dictionary<string, object> Map = new() { ["DirectoryId"] = "EmployeeID" };

    private readonly ITestOutputHelper _output;
    private readonly SandboxSession _sandbox = new()
    {
        OpeningBalance = 10_000_000m,
        Faults = new SandboxFaultPlan { ListLag = TimeSpan.FromMinutes(20), RequestLag = TimeSpan.FromMinutes(20) },
    };

    private readonly Random _chance = new(Setting("NIGHTLY_SEED", 20261103));
    private readonly List<string> _story = [];
    private long[] _organizations = [];
    private CompanyModel _model = null!;
    private Weather _weather = null!;
    private int _quiet;
    private int _wild;

    public NightlyCompanyTests(ITestOutputHelper output) => _output = output;

    private static int People => Setting("NIGHTLY_PEOPLE", 22);

    private static int Nights => Setting("NIGHTLY_NIGHTS", 30);

    private static int Step => Setting("NIGHTLY_STEP", 15);

    private DateTimeOffset Now => _sandbox.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        await _sandbox.InitializeAsync();
        _organizations = [610233, _sandbox.Run(Prepare).Value<long>("OrganizationId")];
        _model = new CompanyModel(_sandbox.Server.Sandbox.GetOrders());
        _weather = new Weather(_sandbox.Server, _chance.Next());
    }

    public Task DisposeAsync()
    {
        _output.WriteLine(
            $"{_model.Staff.Count} people, {_model.Purchases} orders, {_model.Renewals} of them renewals, {_quiet} quiet nights, "
            + $"{_wild} with faults. The last nights:\n{string.Join("\n", _story.TakeLast(LastNights))}");
        if (Environment.GetEnvironmentVariable("NIGHTLY_KEEP") is { Length: > 0 } keep)
        {
            string report = Path.Combine(_sandbox.Folder, $"nights-{_organizations[0]}", "reports", "latest.html");
            File.Copy(report, Path.Combine(keep, "latest.html"), overwrite: true);
        }

        return _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task A_company_has_its_certificates_and_no_others_over_the_years()
    {
        decimal balance = _sandbox.Server.Sandbox.Balance;
        for (int number = 0; number < People; number++)
        {
            Join();
        }

        DateTimeOffset begin = Now;
        bool isWell = false;
        for (int night = 0; night < Nights; night++)
        {
            WaitUntil(begin.AddDays((night + 1) * Step));
            bool isEventful = Nights - night > Math.Max(QuietNights, QuietDays / Step);
            PlayDay(isEventful && isWell && IsEventful() ? Happen() : null);
            Sky sky = isEventful && night > 1 && _chance.Next(5) == 0 ? (Sky)_chance.Next(1, 4) : Sky.Calm;
            isWell = await PlayNightAsync(sky);
            if (night % 9 == 0)
            {
                isWell = await PlayNightAsync(Sky.Calm);
            }
        }

        AssertSaved();

        // What the last night has renewed is issued by day.
        PlayDay(null);
        _model.AssertEverybodyHasOne(Now);
        Assert.Equal(balance - (_model.Purchases * CompanyModel.Price), _sandbox.Server.Sandbox.Balance);
        Assert.InRange(_quiet, Nights / 10, Nights * _organizations.Length * 2);
        Assert.InRange(_wild, Nights / 20, Nights);
        Assert.InRange(_model.Renewals, Nights * Step / 366 * People / 2, int.MaxValue);
    }

    /// <summary>Fewer things happen in a small company from day to day: more than a tenth in a week is taken for a broken query.</summary>
    private bool IsEventful() =>
        _chance.Next(3) > 0 && (People * Step >= BusyPeopleDays || _chance.Next(BusyPeopleDays) < People * Step);

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int set) ? set : usual;

    /// <summary>
    /// A night in which a thousand certificates are fetched may have been longer than a day by the clock of the sandbox, whose lists show
    /// an order twenty minutes after it was placed.
    /// </summary>
    private void WaitUntil(DateTimeOffset time)
    {
        TimeSpan left = time - Now;
        _sandbox.Clock.Advance(left > Pause ? left : Pause);
    }

    private void PlayDay(Employee? lost)
    {
        (string, object?)[] arguments =
        [
            ("lost", lost?.ToObject()), ("orderId", lost?.Last!.OrderId), ("organization", lost?.Organization), ("day", $"{Now:yyyyMMdd}"),
            ("map", Map),
        ];
        _sandbox.Run(Day, arguments).Clean();
        _model.Issue(Now);
        _sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
    }

    /// <summary>Each list has the newest certificate of its people in its folder, also where a reissue has brought it.</summary>
    private void AssertSaved()
    {
        var serials = _sandbox.Server.Sandbox.GetOrders().ToDictionary(order => order.Id, order => order.SerialNumber);
        foreach (Employee one in _model.Present.Where(one => one.Last is { LastDay: not null, IsRevoked: false }))
        {
            long order = one.Last!.OrderId;
            string folder = Path.Combine(_sandbox.Folder, $"nights-{one.Organization}", "certificates", $"{order}");
            using var saved = X509Certificate2.CreateFromPem(File.ReadAllText(Assert.Single(Directory.GetFiles(folder, "*.pem"))));
            Assert.Equal(($"{one}", serials[order]), ($"{one}", saved.SerialNumber));
        }
    }

    /// <returns>Whether both organizations had a night in which nothing went wrong, inside or outside.</returns>
    private async Task<bool> PlayNightAsync(Sky sky)
    {
        bool isWell = true;
        foreach (long organization in _organizations)
        {
            isWell &= await PlayAsync(organization, sky) == 0;
        }

        _wild += sky == Sky.Calm ? 0 : 1;
        _model.Reckon(_sandbox.Server.Sandbox.GetOrders(), Now, sky == Sky.Calm);
        return isWell && sky == Sky.Calm;
    }

    private async Task<int?> PlayAsync(long organization, Sky sky)
    {
        PSObject[] staff = [.. _model.Of(organization).Select(one => one.ToObject())];
        _sandbox.Server.ForgetCalls();
        using PowerShell shell = _sandbox.Session.NewShell(
            Night, ("organization", organization), ("staff", staff), ("nightly", Script), ("map", Map));
        _weather.Become(sky, () => shell.BeginStop(null, null));
        Task<int?> run = Task.Run(() => Invoke(shell));
        while (await Task.WhenAny(run, Task.Delay(10)) != run)
        {
            // Quick enough for its waits, and slow enough for a night of hundreds of renewals to end within a day.
            _sandbox.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        int? code = await run;
        _weather.Become(Sky.Calm, () => { });
        string[] log = [.. shell.Streams.Information.Select(line => $"{line}")];
        _story.Add($"{Now:u} {organization} {sky}: exit {code}\n{string.Join("\n", log)}");
        if (Environment.GetEnvironmentVariable("NIGHTLY_KEEP") is { Length: > 0 } keep)
        {
            await File.AppendAllTextAsync(Path.Combine(keep, "story.txt"), $"{_story[^1]}\n");
        }

        string[] kinds = [.. log.Where(IsCount).Select(line => line.Split(':')[0])];
        bool isPending = _sandbox.Server.Sandbox.GetOrders().Any(order => order.Status is "needs_approval" or "reissue_pending");
        bool hasNews = log.Any(line => line.StartsWith("Installed", StringComparison.Ordinal) || HasReconciled(line));
        if (sky == Sky.Calm && code == 0 && kinds is ["Keep"] && !isPending && !hasNews)
        {
            _quiet++;
            Assert.InRange(_sandbox.Server.Calls.Count(call => !IsFurtherPage(call)), 1, CallsOfQuietNight);
        }

        return code;
    }

    /// <summary>Of an account with more than a thousand orders: no reading of a list is shorter.</summary>
    private static bool IsFurtherPage(RecordedCall call) => Regex.IsMatch(call.PathAndQuery, "[?&]offset=[1-9]");

    private static bool IsCount(string line) =>
        line.Split(": ") is [var word, var number] && Kinds.Contains(word) && number.All(char.IsAsciiDigit);

    private static bool HasReconciled(string line) =>
        line.StartsWith("Resume-DocSigningOrder: ", StringComparison.Ordinal)
        && !line.StartsWith("Resume-DocSigningOrder: 0 ", StringComparison.Ordinal);

    private static int? Invoke(PowerShell shell)
    {
        try
        {
            return shell.Invoke().LastOrDefault()?.BaseObject as int?;
        }
        catch (PipelineStoppedException)
        {
            return null;
        }
    }

    /// <summary>One thing at a time: more is what a comparison takes for a broken query.</summary>
    /// <returns>Who has lost a token.</returns>
    private Employee? Happen()
    {
        Employee[] settled = [.. _model.Staff.Where(one => CompanyModel.IsSettled(one, Now))];
        Employee[] changing = [.. settled.Where(CompanyModel.MayChange)];
        Employee[] gone = [.. _model.Staff.Where(one => one is { LeftAt: not null } && one.Orders.TrueForAll(order => order.IsRevoked))];
        switch (_chance.Next(8))
        {
            case 0:
                Join();
                return null;

            case 1 when Any(settled.Where(HasColleagues)) is { } leaver:
                leaver.LeftAt = Now;
                return null;

            case 2 when Any(changing.Where(HasColleagues)) is { } mover:
                mover.Organization = _organizations.First(other => other != mover.Organization);
                return null;

            case 3 when Any(gone) is { } back:
                back.LeftAt = null;
                return null;

            case 4 when Any(settled) is { } promoted:
                promoted.Title += " of all";
                return null;

            case 5 when Any(changing) is { } married:
                married.Surname += $"-Lie{LettersOf(married.Id)}";
                return null;

            case 6 when Any(changing) is { } renamed:
                renamed.Email = $"e{renamed.Id}.{Now:yyMMdd}@fjordlab.example";
                return null;

            default:
                return Any(settled);
        }

        bool HasColleagues(Employee one) => _model.Of(one.Organization).Count() > LeastOfAnOffice;

        Employee? Any(IEnumerable<Employee> people)
        {
            Employee[] some = [.. people];
            return some.Length == 0 ? null : some[_chance.Next(some.Length)];
        }
    }

    private void Join()
    {
        int id = _model.Staff.Count + 1;
        _model.Staff.Add(new Employee(id)
        {
            Surname = $"Name{LettersOf(id)}",
            Email = $"e{id}@fjordlab.example",
            Organization = _organizations[id % _organizations.Length],
        });
    }

    /// <summary>A part of a name that nobody else has, in no other spelling either: two of one name are looked at.</summary>
    private static string LettersOf(int id) => string.Concat($"{id}".Select(digit => Syllables[digit - '0']));
}

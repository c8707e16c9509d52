using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// docs/examples/nightly.ps1 in nights of which each has one thing that goes wrong, or comes about: what it does then, what it says by its
/// exit code, and that the next night goes on.
/// </summary>
public sealed class NightlyTests : IAsyncLifetime
{
    // The journal, the token and the server are those of the test; all else is the script.
    private const string Prepare = """
        function global:Connect-DocSigning { $global:connected = "$args" }
        function global:Disconnect-DocSigning { }
        function global:Get-Secret { $password }
        $global:PSDefaultParameterValues = @{ 'New-DocSigningCsr:KeyAlgorithm' = 'P256' }
        """;

    private const string Night = """
        $global:LASTEXITCODE = $null
        & $nightly -Scope Staff -OrganizationId 610233 -Path $folder/nights -People { $staff } `
            -PropertyMap @{ DirectoryId = 'EmployeeID' } -ContactUserId 880145 -IncludeLeavers -AgreeToSubscriberAgreement `
            -JournalDatabase 'Host=db.example' -FirstRun:$isFirst @more
        $LASTEXITCODE
        """;

    private const string Approve =
        "Get-DocSigningRequest -Status Pending | ForEach-Object { Approve-DocSigningRequest -RequestId $_.RequestId }";

    private static readonly string Script = Path.Combine(Repository.Root, "docs", "examples", "nightly.ps1");
    private static readonly PSObject Mira = Person("1", "Solberg");
    private static readonly PSObject Lars = Person("2", "Dahl");

    private readonly SandboxSession _sandbox = new();
    private HashSet<long> _before = [];

    private IEnumerable<SandboxOrder> Orders => _sandbox.Server.Sandbox.GetOrders().Where(order => !_before.Contains(order.Id));

    private IEnumerable<RecordedCall> Revocations =>
        _sandbox.Changes.Where(call => call.PathAndQuery.EndsWith("/revoke", StringComparison.Ordinal));

    public async Task InitializeAsync()
    {
        await _sandbox.InitializeAsync();
        _sandbox.Run(Prepare).Clean();
        _before = [.. _sandbox.Server.Sandbox.GetOrders().Select(order => order.Id)];
    }

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>Without its lists the night has nothing to stand on: it ends and buys nothing, and the next misses nothing.</summary>
    [Theory]
    [InlineData("/order/certificate?", "Sync ended early")]
    [InlineData("/request", "Sync ended early")]
    [InlineData("/finance/order-pricing", "")]
    public async Task A_night_in_which_the_server_is_out_of_order_is_made_up_for_by_the_next(string call, string said)
    {
        var later = new KeyValuePair<string, string>("Retry-After", "5");
        _sandbox.Server.Answering = one => one.PathAndQuery.Contains(call, StringComparison.Ordinal)
            ? ByHand.Answer(503, "text/html", "<html><body><h1>Service is unavailable</h1></body></html>", later)
            : null;
        (int code, string log) = await PlayAsync(Mira, Lars);

        // The price is no more than a figure.
        bool isEarly = said.Length > 0;
        Assert.Equal((call, isEarly ? 2 : 0), (call, code));
        Assert.Contains(said, log, StringComparison.Ordinal);
        Assert.Equal(isEarly ? 0 : 2, Orders.Count());

        _sandbox.Server.Answering = null;
        Assert.Equal(0, (await PlayAsync(Mira, Lars)).Code);
        Assert.Equal(["Dahl", "Solberg"], Orders.Select(order => order.Surname).Order());
    }

    /// <summary>Nothing tells a broken first list from a right one, and a scope that is misspelt is a new one.</summary>
    [Fact]
    public async Task The_first_night_of_a_list_buys_nothing_until_somebody_has_looked()
    {
        for (int night = 0; night < 2; night++)
        {
            (int code, string log) = await PlayAsync(isFirst: false, [Mira, Lars]);
            Assert.Equal(2, code);
            Assert.Contains("The first night of the list Staff ends here", log, StringComparison.Ordinal);
            Assert.DoesNotContain("-- Keys", log, StringComparison.Ordinal);
        }

        Assert.Empty(Orders);
        Assert.Contains("Solberg", File.ReadAllText(Path.Combine(_sandbox.Folder, "nights", "changes.csv")), StringComparison.Ordinal);
        string connected = Assert.Single(_sandbox.Run("$global:connected").Clean()).ToString();
        Assert.Contains("-JournalDatabase: Host=db.example", connected, StringComparison.Ordinal);
        Assert.DoesNotContain("-JournalPath", connected, StringComparison.Ordinal);

        Assert.Equal(0, (await PlayAsync(isFirst: true, [Mira, Lars])).Code);
        Assert.Equal(2, Orders.Count());
        Assert.Equal(0, (await PlayAsync(isFirst: false, [Mira, Lars])).Code);
    }

    [Fact]
    public async Task What_is_replaced_is_revoked_once_the_next_one_is_installed_here_and_not_before()
    {
        await PlayAsync(Mira);
        Pass(Approve);
        (int first, string installed) = await PlayAsync(Mira);
        Assert.Equal(0, first);
        Assert.Contains("Installed: ", installed, StringComparison.Ordinal);

        PSObject married = Person("1", "Holm");
        await PlayWellAsync([married]);
        SandboxOrder next = Orders.Last();
        Pass(Approve);
        _sandbox.Server.Answering = one => one.PathAndQuery.Contains("/download/", StringComparison.Ordinal)
            ? ByHand.Answer(500, "application/json", """{"errors":[{"code":"internal_error","message":"Out of order."}]}""")
            : null;
        (int code, string log) = await PlayAsync(married);

        Assert.Equal(3, code);
        Assert.Contains($"since the certificate of order {next.Id} is not installed yet", log, StringComparison.Ordinal);
        Assert.Empty(Revocations);

        _sandbox.Server.Answering = null;
        await PlayWellAsync([married]);
        Assert.Single(Revocations);
        Pass(Approve);
        await PlayWellAsync([married]);
        Assert.Single(Revocations);
        Assert.Equal(["Solberg revoked", "Holm issued"], Orders.Select(order => $"{order.Surname} {order.Status}"));
    }

    /// <summary>The keys of another host, or of the time before the tokens were lost or changed, are not here.</summary>
    [Fact]
    public async Task A_token_that_is_not_here_keeps_no_other_certificate_waiting()
    {
        _sandbox.Run(
            """
            $mira | New-DocSigningCsr -KeyDirectory $folder/elsewhere -KeyPassword $password |
                Select-Object -Property * -ExcludeProperty KeyReference |
                Add-Member KeyReference 'pkcs11:token=Gone;object=e1?module-path=/nowhere/module.so' -PassThru |
                New-DocSigningOrder -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } -Years 1 `
                    -PropertyMap @{ DirectoryId = 'EmployeeID' } -AgreeToSubscriberAgreement
            """,
            ("mira", Mira)).Clean();
        await PlayWellAsync([Mira, Lars]);
        Pass(Approve);

        (int code, string log) = await PlayAsync(Mira, Lars);

        Assert.Equal(["Solberg", "Dahl"], Orders.Select(order => order.Surname));
        Assert.True(code == 2, log);
        AssertSays("Fetch what was issued, error: ", log);
        AssertSays($"Installed: Kim Dahl, order {Orders.Last().Id}", log);
    }

    /// <summary>Nobody knows what has become of the old key: it may have been the reason to revoke.</summary>
    [Fact]
    public async Task Whoever_comes_back_gets_another_key()
    {
        await PlayAsync(Mira, Lars);
        Pass(Approve);
        await PlayAsync(Mira, Lars);
        SandboxOrder old = Orders.Single(order => order.Surname == "Solberg");
        _sandbox.Run($"Revoke-DocSigningCertificate -OrderId {old.Id} -Reason KeyCompromise -SkipApproval").Clean();

        Assert.Equal(0, (await PlayAsync(Mira, Lars)).Code);
        string keys = Path.Combine(_sandbox.Folder, "nights", "keys");
        Assert.Equal([$"back-after-{old.Id}", "joiners"], Directory.GetDirectories(keys).Select(Path.GetFileName).Order());
        Assert.Equal(2, Orders.Where(order => order.Surname == "Solberg").Select(order => order.Csr).Distinct().Count());
        Assert.Equal(0, (await PlayAsync(Mira, Lars)).Code);
        Assert.Equal(3, Orders.Count());
    }

    /// <summary>A small company: who leaves is ended one by one, and what is more somebody says by hand.</summary>
    [Fact]
    public async Task The_second_leaver_of_a_week_in_a_small_list_waits_for_somebodys_word()
    {
        PSObject[] staff = [.. Enumerable.Range(1, 12).Select(number => Person($"{number}", $"Name{(char)('a' + number)}"))];
        await PlayAsync(staff);
        Pass(Approve);
        await PlayWellAsync(staff);

        await PlayWellAsync(staff[1..]);
        _sandbox.Clock.Advance(TimeSpan.FromDays(3));
        (int smaller, string shrunk) = await PlayAsync(staff[2..]);
        Assert.Equal(2, smaller);
        AssertSays("When so many have left, add -AllowSmaller. Where that is meant, run this script once by hand", shrunk);
        await PlayWellAsync(staff[2..], "AllowSmaller", true);

        _sandbox.Clock.Advance(TimeSpan.FromDays(5));
        await PlayWellAsync(staff[2..]);
        Assert.Single(Revocations);
        _sandbox.Clock.Advance(TimeSpan.FromDays(3));
        (int second, string told) = await PlayAsync(staff[2..]);
        Assert.Equal(2, second);
        AssertSays("1 person of the scope 'Staff' would count as having left, beside 1 of the last 7 days, and 1 may: order ", told);
        AssertSays("When they have left, give -MaxLeavers 2. Where that is meant, run this script once by hand with that parameter.", told);
        Assert.DoesNotContain("-- Keys", told, StringComparison.Ordinal);
        Assert.Single(Revocations);

        await PlayWellAsync(staff[2..], "MaxLeavers", 2);
        Assert.Equal(2, Revocations.Count());
        await PlayWellAsync(staff[2..]);
    }

    private static void AssertSays(string sentence, string log) => Assert.True(log.Contains(sentence, StringComparison.Ordinal), log);

    private static PSObject Person(string id, string surname) => ModuleSession.Input(
        ("EmployeeID", id), ("GivenName", "Kim"), ("Surname", surname), ("Title", "Buyer"), ("OfficePhone", "+47 1"),
        ("EmailAddress", $"e{id}@fjordlab.example"));

    private void Pass(string script)
    {
        _sandbox.Run(script).Clean();
        _sandbox.Clock.Advance(TimeSpan.FromHours(23));
    }

    private Task<(int Code, string Log)> PlayAsync(params PSObject[] staff) =>
        PlayAsync(!File.Exists(Path.Combine(_sandbox.Folder, "nights", "changes.csv")), staff);

    private async Task PlayWellAsync(PSObject[] staff, string? parameter = null, object? value = null)
    {
        (int code, string log) = parameter is null
            ? await PlayAsync(staff)
            : await PlayAsync(isFirst: false, staff, new Hashtable { [parameter] = value });
        Assert.True(code == 0, log);
    }

    private async Task<(int Code, string Log)> PlayAsync(bool isFirst, PSObject[] staff, Hashtable? more = null)
    {
        (string, object?)[] arguments =
            [("staff", staff), ("nightly", Script), ("isFirst", isFirst), ("more", more ?? [])];

        // A clock that runs while nothing waits is that of a machine which stands still between two lines.
        ScriptRun run = _sandbox.Server.Answering is null
            ? _sandbox.Run(Night, arguments)
            : await _sandbox.RunAsync(TimeSpan.FromSeconds(10), Night, arguments);
        return (int.Parse($"{run.Output[^1]}", CultureInfo.InvariantCulture), string.Join('\n', run.Information));
    }
}

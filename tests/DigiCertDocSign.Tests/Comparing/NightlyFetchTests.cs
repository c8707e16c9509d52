using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using static DigiCertDocSign.Tests.Comparing.NightlySession;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>Which certificates docs/examples/nightly.ps1 fetches, installs and tests: each once, and none of other lists.</summary>
public sealed class NightlyFetchTests : IAsyncLifetime
{
    private const string Usage = "'Test-DocSigningCertificate:AdditionalUsage'";

    private static readonly PSObject Mira = Person("1", "Solberg");
    private static readonly PSObject Lars = Person("2", "Dahl");
    private static readonly PSObject Eva = Person("3", "Nilsen");

    private NightlySession _nights = null!;

    public async Task InitializeAsync() => _nights = await NightlySession.StartAsync();

    public async Task DisposeAsync() => await _nights.DisposeAsync();

    /// <summary>A key that was made on the token of the person, or by another account, is not here; the certificate is public.</summary>
    [Fact]
    public async Task A_reissue_takes_the_place_of_what_was_saved()
    {
        await StartAsync(Mira, Lars);
        SandboxOrder[] first = [.. _nights.Orders];
        Assert.All(first, order => Assert.Equal(order.SerialNumber, Saved(order)));

        Reissue(Mira, first[0], _nights.In("keys", "lost"), "a long sentence for the keys");
        Reissue(Lars, first[1], Path.Combine(_nights.Sandbox.Folder, "elsewhere"), "a sentence of another account");
        AssertFetched(await _nights.PlayWellAsync([Mira, Lars]));

        _nights.Pass(Approve);
        string log = await _nights.PlayWellAsync([Mira, Lars]);
        AssertFetched(log, "Installed: Kim Solberg, order ", "Saved, and its key is elsewhere: Kim Dahl, order ");
        AssertSays("Test-DocSigningCertificate: 2 done, 0 failed", log);
        SandboxOrder[] second = [.. _nights.Orders];
        Assert.DoesNotContain(second, order => first.Any(old => old.SerialNumber == order.SerialNumber));
        Assert.All(second, order => Assert.Equal(order.SerialNumber, Saved(order)));
        Assert.Single(Directory.GetFiles(_nights.In("keys", "lost"), "*.chain.pem"));

        AssertFetched(await PlayQuietAsync(Mira, Lars));

        // One that is rejected brings none, and the certificate stays.
        Reissue(Mira, second[0], _nights.In("keys", "again"), "a long sentence for the keys");
        _nights.Pass(Approve.Replace("Approve-DocSigningRequest", "Deny-DocSigningRequest -Comment No", StringComparison.Ordinal));
        AssertFetched(await PlayQuietAsync(Mira, Lars));
        Reissue(Mira, second[0], _nights.In("keys", "at last"), "a long sentence for the keys");
        _nights.Pass(Approve);
        AssertFetched(await _nights.PlayWellAsync([Mira, Lars]), "Installed: Kim Solberg, order ");
        Assert.All(_nights.Orders, order => Assert.Equal(order.SerialNumber, Saved(order)));

        // Of a CSR that was given as text the journal knows no key.
        string folder = Path.Combine(_nights.Sandbox.Folder, "unknown");
        Reissue(Lars, second[1], folder, "another sentence", "Request-DocSigningReissue -Csr $csr.Csr");
        _nights.Pass(Approve);
        AssertFetched(await _nights.PlayWellAsync([Mira, Lars]), "Saved, and its key is elsewhere: Kim Dahl, order ");
        Assert.All(_nights.Orders, order => Assert.Equal(order.SerialNumber, Saved(order)));
    }

    /// <summary>The next night takes it for done, and a finding that no report has told of is found again.</summary>
    [Fact]
    public async Task What_is_fetched_is_tested_also_in_a_night_that_ends_early()
    {
        await _nights.PlayWellAsync([Mira, Lars, Eva]);
        _nights.Pass(Approve);
        _nights.Sandbox.Run($"$global:PSDefaultParameterValues[{Usage}] = '1.2.3.4'").Clean();
        (int early, string log) = await _nights.PlayAsync(Mira);
        Assert.Equal(2, early);
        AssertSays("Test-DocSigningCertificate: 0 done, 3 failed", log);
        AssertSays("1.2.3.4", log);
        AssertFetched(log, "Installed: Kim Dahl, order ", "Installed: Kim Nilsen, order ", "Installed: Kim Solberg, order ");

        (int told, string whole) = await _nights.PlayAsync(Mira, Lars, Eva);
        Assert.Equal(1, told);
        AssertSays("Test-DocSigningCertificate: 0 done, 3 failed", whole);
        AssertFetched(whole);
        Assert.Contains("1.2.3.4", await File.ReadAllTextAsync(_nights.In("reports", "latest.html")), StringComparison.Ordinal);
        AssertFetched(await PlayQuietAsync(Mira, Lars, Eva));

        string written = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_nights.In(), "log-*.txt")));
        Assert.Equal(3, written.Split("Installed: ").Length - 1);
    }

    /// <summary>They share journal and place of the keys, as on a token. An administrator has a key that neither can reach.</summary>
    [Fact]
    public async Task Each_list_fetches_for_its_own_people_alone()
    {
        _nights.Sandbox.Run(
            """
            $order = @{
                OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1
                PropertyMap = @{ DirectoryId = 'EmployeeID' }; AgreeToSubscriberAgreement = $true
            }
            $csrs = @($people | New-DocSigningCsr -KeyDirectory $folder/token -KeyPassword $password)
            $csrs[0..1] | New-DocSigningOrder @order
            $csrs[2] | Select-Object -Property * -ExcludeProperty KeyReference |
                Add-Member KeyReference 'pkcs11:token=Gone;object=e3?module-path=/nowhere/module.so' -PassThru | New-DocSigningOrder @order
            """,
            ("people", new[] { Mira, Lars, Eva })).Clean();
        Hashtable legal = new() { ["Scope"] = "Legal", ["Path"] = Path.Combine(_nights.Sandbox.Folder, "nights-legal") };
        await _nights.PlayWellAsync([Mira]);
        await _nights.PlayAsync([Lars], legal);
        _nights.Pass(Approve);

        string staff = await _nights.PlayWellAsync([Mira]);
        (int code, string other) = await _nights.PlayAsync([Lars], legal);

        Assert.True(code == 0, other);
        AssertFetched(staff, "Installed: Kim Solberg, order ");
        AssertFetched(other, "Installed: Kim Dahl, order ");
        AssertSays("Left to others, since nothing says that their people are in this list: 2 orders", staff);
        Assert.DoesNotContain("Kim Dahl", staff, StringComparison.Ordinal);
        Assert.DoesNotContain("Kim Solberg", other, StringComparison.Ordinal);
        Assert.All([_nights.In(), (string)legal["Path"]!], folder =>
            Assert.Single(Directory.GetFiles(Path.Combine(folder, "certificates"), "*.pem", SearchOption.AllDirectories)));
    }

    /// <summary>Somebody in the list whose key is on a token elsewhere: somebody has to say that this is well.</summary>
    [Fact]
    public async Task A_certificate_that_somebody_has_saved_by_hand_is_done()
    {
        _nights.OrderWithKeyElsewhere(Mira);
        await _nights.PlayWellAsync([Mira]);
        _nights.Pass(Approve);
        (int code, string log) = await _nights.PlayAsync(Mira);
        Assert.True(code == 2, log);

        const string Advice = "save it for this list: ";
        string line = Assert.Single(log.Split('\n'), line => line.Contains(Advice, StringComparison.Ordinal));
        _nights.Sandbox.Run(line[(line.IndexOf(Advice, StringComparison.Ordinal) + Advice.Length)..]).Clean();

        AssertSays("Test-DocSigningCertificate: 1 done, 0 failed", await _nights.PlayWellAsync([Mira]));
        AssertFetched(await PlayQuietAsync(Mira));
    }

    private static void AssertFetched(string log, params string[] lines)
    {
        string[] told = [.. log.Split('\n').Where(line => line.StartsWith("Installed: ", StringComparison.Ordinal)
            || line.StartsWith("Saved, ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        bool isAll = told.Length == lines.Length;
        Assert.True(isAll && told.Zip(lines).All(one => one.First.StartsWith(one.Second, StringComparison.Ordinal)), log);
    }

    private async Task StartAsync(params PSObject[] staff)
    {
        await _nights.PlayWellAsync(staff);
        _nights.Pass(Approve);
        await _nights.PlayWellAsync(staff);
    }

    /// <summary>A night that has nothing to fetch asks for no certificate, and for no order by itself.</summary>
    private async Task<string> PlayQuietAsync(params PSObject[] staff)
    {
        _nights.Sandbox.Server.ForgetCalls();
        string log = await _nights.PlayWellAsync(staff);
        RecordedCall[] calls = [.. _nights.Sandbox.Server.Calls];
        Assert.InRange(calls.Length, 1, 12);
        Assert.DoesNotContain(calls, call => call.PathAndQuery.Contains("/certificate/", StringComparison.Ordinal)
            && call.PathAndQuery.Contains("download", StringComparison.Ordinal));
        return log;
    }

    private void Reissue(
        PSObject person, SandboxOrder order, string keys, string password, string asks = "$csr | Request-DocSigningReissue") =>
        _nights.Sandbox.Run(
        $$"""
        $csr = $person | New-DocSigningCsr -KeyDirectory $keys -KeyPassword $new -PropertyMap @{ DirectoryId = 'EmployeeID' }
        $null = {{asks}} -OrderId $orderId -Reason TokenLost 3> $null
        """,
        ("person", person), ("orderId", order.Id), ("keys", keys), ("new", Secret.Of(password))).Clean();

    /// <returns>The serial number of the certificate in the folder of the order.</returns>
    private string Saved(SandboxOrder order)
    {
        string file = Assert.Single(Directory.GetFiles(_nights.In("certificates", $"{order.Id}"), "*.pem"));
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        return certificate.SerialNumber;
    }
}

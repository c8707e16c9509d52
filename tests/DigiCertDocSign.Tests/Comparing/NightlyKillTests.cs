using System.Diagnostics;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// docs/examples/nightly.ps1 as its own process in the real PowerShell, killed by SIGKILL at a call, night after night: each night goes on
/// where the last one stood, nobody is bought for twice, and nothing is lost.
/// </summary>
public sealed class NightlyKillTests : IAsyncLifetime
{
    private const string Buys = "POST /services/v2/order/certificate/ds_org_individual";

    /// <summary>Where it happens: the call, which one of the kind, and whether the server carries it out.</summary>
    private static readonly (string Call, int Number, bool IsCarriedOut)[] Joiners =
    [
        ("GET /services/v2/order/certificate?", 1, true),
        (Buys, 1, false),
        (Buys, 1, true),
        (Buys, 2, true),
    ];

    private const string Night = """
        $global:PSDefaultParameterValues = @{ '*-DocSigning*:SettleSec' = 0; 'New-DocSigningCsr:KeyAlgorithm' = 'P256' }
        function global:Connect-DocSigning {
            [CmdletBinding()] param([securestring] $ApiKey, [string] $Region, [string] $JournalPath)
            DigiCertDocSign\Connect-DocSigning -ApiKey $ApiKey -BaseUri $env:NIGHTLY_SERVER -JournalPath $JournalPath -RateLimit '100000/1'
        }
        $more = if ($env:NIGHTLY_WEBHOOK) { @{ Webhook = $env:NIGHTLY_WEBHOOK } } else { @{} }
        & $env:NIGHTLY_SCRIPT @more -Scope Staff -People $env:NIGHTLY_LIST -PropertyMap @{ DirectoryId = 'EmployeeID' } `
            -OrganizationId 610233 -ContactUserId 880145 -IncludeLeavers -AgreeToSubscriberAgreement -Path $env:NIGHTLY_FOLDER `
            -FirstRun:(-not (Test-Path -Path "$env:NIGHTLY_FOLDER/changes.csv"))
        exit $LASTEXITCODE
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("docsigning-").FullName;
    private LoopbackServer _server = null!;

    private IReadOnlyList<SandboxOrder> Orders => _server.Sandbox.GetOrders();

    public async Task InitializeAsync()
    {
        _server = await LoopbackServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.None, ValidationDelay = TimeSpan.Zero });
        await File.WriteAllTextAsync(Path.Combine(_folder, "night.ps1"), Night);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nights_that_are_killed_are_gone_on_with_by_the_next()
    {
        Write("1,Aas", "2,Berg", "3,Carl");
        foreach ((string call, int number, bool isCarriedOut) in Joiners)
        {
            await KillAsync(call, number, isCarriedOut);
        }

        await PlayAsync();
        Assert.Equal(["Aas", "Berg", "Carl"], Orders.Select(order => order.Surname).Order());
        ApproveAll();

        await KillAsync("GET /services/v2/certificate/", 2, isCarriedOut: true);
        await PlayAsync();
        Assert.All(Orders, order => Assert.Single(Directory.GetFiles(Path.Combine(_folder, "certificates", $"{order.Id}"), "*.pem")));

        // Somebody marries: the next order, and the revocation of the old one.
        Write("1,Aas", "2,Holm", "3,Carl");
        await KillAsync(Buys, 1, isCarriedOut: true);
        await PlayAsync();
        SandboxOrder next = Assert.Single(Orders, order => order.Surname == "Holm");
        ApproveAll();
        await KillAsync("PUT /services/v2/certificate/", 1, isCarriedOut: true);
        await PlayAsync();

        Assert.Equal(4, Orders.Count);
        SandboxOrder old = Orders.Single(order => order.Surname == "Berg");
        Assert.Single(old.Requests, request => request.Type == "revoke");
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "certificates", $"{next.Id}"), "*.pem"));
        Assert.True(File.Exists(Path.Combine(_folder, "reports", "latest.html")));
    }

    /// <summary>Whoever is not there hears why, and the secrets are those that systemd has laid down for the service.</summary>
    [Fact]
    public async Task A_night_that_ends_early_posts_why_and_reads_secrets_of_systemd()
    {
        string secrets = Directory.CreateDirectory(Path.Combine(_folder, "credentials")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "ApiKey"), "sandbox\n");
        await File.WriteAllTextAsync(Path.Combine(secrets, "KeyPassword"), "a long sentence for the keys\n");
        _server.Answering = call => call.PathAndQuery == "/hook" ? ByHand.Answer(200, "text/plain", "ok") : null;

        using Process night = Start(environment =>
        {
            environment.Remove("DOCSIGNING_APIKEY");
            environment.Remove("DOCSIGNING_KEYPASSWORD");
            environment["CREDENTIALS_DIRECTORY"] = secrets;
            environment["NIGHTLY_WEBHOOK"] = new Uri(_server.BaseUri, "/hook").AbsoluteUri;
            environment["NIGHTLY_LIST"] = Path.Combine(_folder, "gone.csv");
        });
        Task<string> errors = night.StandardError.ReadToEndAsync();
        string log = await night.StandardOutput.ReadToEndAsync();
        await night.WaitForExitAsync();

        Assert.True(night.ExitCode == 2, $"exit code {night.ExitCode}\n{log}\n{await errors}");
        Assert.Contains(_server.Calls, call => call.PathAndQuery.Contains("/order/certificate?", StringComparison.Ordinal));
        RecordedCall told = Assert.Single(_server.Calls, call => call.PathAndQuery == "/hook");
        Assert.Equal("POST", told.Method);
        Assert.Matches(@"^\{\s*""text"":\s*""Certificates of Staff on .*, exit code 2:\\nPeople ended early: .*gone\.csv", told.Body);
    }

    private void Write(params string[] people) => File.WriteAllLines(
        Path.Combine(_folder, "list.csv"),
        [
            "EmployeeID,Surname,GivenName,Title,OfficePhone,EmailAddress",
            .. people.Select(one => $"{one},Kim,Buyer,+47 1,e{one[0]}@fjordlab.example"),
        ]);

    private void ApproveAll()
    {
        foreach (SandboxRequest request in Orders.SelectMany(order => order.Requests).Where(one => one.Status == "pending").ToList())
        {
            _server.Console.Decide(request.Id, approves: true);
        }
    }

    private async Task PlayAsync()
    {
        using Process night = Start();
        Task<string> errors = night.StandardError.ReadToEndAsync();
        string log = await night.StandardOutput.ReadToEndAsync();
        await night.WaitForExitAsync();
        Assert.True(night.ExitCode == 0, $"exit code {night.ExitCode}\n{log}\n{await errors}");
    }

    private async Task KillAsync(string at, int number, bool isCarriedOut)
    {
        using Process night = Start();
        int seen = 0;
        _server.Answering = call =>
        {
            if (!$"{call.Method} {call.PathAndQuery}".StartsWith(at, StringComparison.Ordinal) || Interlocked.Increment(ref seen) != number)
            {
                return null;
            }

            night.Kill();
            return isCarriedOut ? null : ByHand.DropBefore;
        };
        Task<string> errors = night.StandardError.ReadToEndAsync();
        string log = await night.StandardOutput.ReadToEndAsync();
        await night.WaitForExitAsync();
        _server.Answering = null;
        Assert.True(seen >= number && night.ExitCode != 0, $"{at} {number} never came\n{log}\n{await errors}");
    }

    private Process Start(Action<IDictionary<string, string?>>? change = null)
    {
        ProcessStartInfo start = Pwsh.StartInfo([Path.Combine(_folder, "night.ps1")]);
        start.Environment["HOME"] = _folder; // certificates are installed there
        start.Environment["NIGHTLY_SERVER"] = _server.BaseUri.AbsoluteUri;
        start.Environment["NIGHTLY_SCRIPT"] = Path.Combine(Repository.Root, "docs", "examples", "nightly.ps1");
        start.Environment["NIGHTLY_LIST"] = Path.Combine(_folder, "list.csv");
        start.Environment["NIGHTLY_FOLDER"] = _folder;
        start.Environment["DOCSIGNING_APIKEY"] = "sandbox";
        start.Environment["DOCSIGNING_KEYPASSWORD"] = "a long sentence for the keys";
        change?.Invoke(start.Environment);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}

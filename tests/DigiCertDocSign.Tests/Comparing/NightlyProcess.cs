using System.Diagnostics;
using System.Text;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Shell;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// A sandbox behind a socket and the folder of a task, in which docs/examples/nightly.ps1 runs as its own process in the real PowerShell,
/// night after night, to its end or until it is killed by SIGKILL at a call.
/// </summary>
internal sealed class NightlyProcess : IAsyncDisposable
{
    public const string ApiKey = "APIKEYMARKER4711";
    public const string KeyPassword = "a long sentence for the keys";
    public const string Buys = "POST /services/v2/order/certificate/ds_org_individual";

    private const string Night = """
        $global:PSDefaultParameterValues = @{ '*-DocSigning*:SettleSec' = 0; 'New-DocSigningCsr:KeyAlgorithm' = 'P256' }
        $global:clock = @{}
        if ($env:NIGHTLY_AHEAD) {
            Add-Type 'public class Ahead(double days) : System.TimeProvider {
                public override System.DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(days);
            }'
            $clock.TimeProvider = [Ahead]::new($env:NIGHTLY_AHEAD)
        }
        function global:Connect-DocSigning {
            [CmdletBinding()] param([securestring] $ApiKey, [string] $Region, [string] $JournalPath)
            DigiCertDocSign\Connect-DocSigning -ApiKey $ApiKey -BaseUri $env:NIGHTLY_SERVER -JournalPath $JournalPath `
                -RateLimit '100000/1' @clock
        }
        if ($env:NIGHTLY_DAY) {
            $key = ConvertTo-SecureString -String $env:DOCSIGNING_APIKEY -AsPlainText -Force
            Connect-DocSigning -ApiKey $key -JournalPath "$env:NIGHTLY_FOLDER/journal.db"
            & ([scriptblock]::Create("`$ErrorActionPreference = 'Stop'; $env:NIGHTLY_DAY"))
            Disconnect-DocSigning
        }
        $more = if ($env:NIGHTLY_MORE) { ConvertFrom-Json -AsHashtable -InputObject $env:NIGHTLY_MORE } else { @{} }
        & $env:NIGHTLY_SCRIPT @more -Scope Staff -People $env:NIGHTLY_LIST -PropertyMap @{ DirectoryId = 'EmployeeID' } `
            -OrganizationId 610233 -ContactUserId 880145 -IncludeLeavers -AgreeToSubscriberAgreement -Path $env:NIGHTLY_FOLDER `
            -FirstRun:(-not (Test-Path -Path "$env:NIGHTLY_FOLDER/changes.csv"))
        exit $LASTEXITCODE
        """;

    private readonly Ahead _clock;
    private readonly Dictionary<string, string?> _environment;

    private NightlyProcess(LoopbackServer server, Ahead clock)
    {
        (Server, _clock) = (server, clock);
        _environment = new Dictionary<string, string?>
        {
            ["HOME"] = Folder, // certificates are installed there
            ["NIGHTLY_SERVER"] = server.BaseUri.AbsoluteUri,
            ["NIGHTLY_SCRIPT"] = Path.Combine(Repository.Root, "docs", "examples", "nightly.ps1"),
            ["NIGHTLY_LIST"] = In("list.csv"),
            ["NIGHTLY_FOLDER"] = Folder,
            ["DOCSIGNING_APIKEY"] = ApiKey,
            ["DOCSIGNING_KEYPASSWORD"] = KeyPassword,
        };
        File.WriteAllText(In("night.ps1"), Night);
    }

    public LoopbackServer Server { get; }

    /// <summary>Of the process, beside that of this one; null takes a variable away.</summary>
    public IDictionary<string, string?> Environment => _environment;

    public string Folder { get; } = Directory.CreateTempSubdirectory("docsigning-").FullName;

    public IReadOnlyList<SandboxOrder> Orders => Server.Sandbox.GetOrders();

    public static async Task<NightlyProcess> StartAsync()
    {
        var clock = new Ahead();
        return new NightlyProcess(
            await LoopbackServer.StartAsync(
                new SandboxOptions
                {
                    ApiKey = ApiKey,
                    Limits = SandboxLimits.None,
                    ValidationDelay = TimeSpan.Zero,
                    TimeProvider = clock,
                }),
            clock);
    }

    public string In(params string[] names) => Path.Combine([Folder, .. names]);

    /// <param name="people">As "1,Aas".</param>
    public void Write(params string[] people) => File.WriteAllLines(
        In("list.csv"),
        [
            "EmployeeID,Surname,GivenName,Title,OfficePhone,EmailAddress",
            .. people.Select(one => $"{one},Kim,Buyer,+47 1,e{one[0]}@fjordlab.example"),
        ]);

    public void ApproveAll()
    {
        foreach (SandboxRequest request in Orders.SelectMany(order => order.Requests).Where(one => one.Status == "pending").ToList())
        {
            Server.Console.Decide(request.Id, approves: true);
        }
    }

    /// <summary>The clocks of the server and of the nights to come go on.</summary>
    public void Pass(int days)
    {
        _clock.By += TimeSpan.FromDays(days);
        _environment["NIGHTLY_AHEAD"] = $"{_clock.By.TotalDays}";
    }

    /// <summary>An administrator has the organization validated, without which no order is sent.</summary>
    public async Task ValidateAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-DC-DEVKEY", ApiKey);
        using var body = new StringContent("""{"validations":[{"type":"ds"}]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer =
            await http.PostAsync(new Uri(Server.BaseUri, "/services/v2/organization/610233/validation"), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <returns>What the night has shown.</returns>
    public async Task<string> PlayAsync(int exitCode = 0)
    {
        using Process night = Start();
        Task<string> errors = night.StandardError.ReadToEndAsync();
        string log = await night.StandardOutput.ReadToEndAsync();
        await night.WaitForExitAsync();
        Assert.True(night.ExitCode == exitCode, $"exit code {night.ExitCode}\n{log}\n{await errors}");
        return log;
    }

    /// <param name="at">How the call begins.</param>
    /// <param name="number">Which one of the kind.</param>
    /// <param name="isCarriedOut">Whether the server carries it out.</param>
    public async Task KillAsync(string at, int number, bool isCarriedOut)
    {
        using Process night = Start();
        int seen = 0;
        Server.Answering = call =>
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
        Server.Answering = null;
        Assert.True(seen >= number && night.ExitCode != 0, $"{at} {number} never came\n{log}\n{await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private Process Start()
    {
        ProcessStartInfo start = Pwsh.StartInfo([In("night.ps1")]);
        foreach ((string name, string? value) in _environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private sealed class Ahead : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}

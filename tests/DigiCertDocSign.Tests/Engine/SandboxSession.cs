using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Engine;

/// <summary>A session that is connected to a sandbox over a real socket, with a clock of its own and a folder for its files.</summary>
public sealed class SandboxSession : IAsyncLifetime
{
    public const string Password = "a long sentence for the keys";

    /// <summary>
    /// What an order needs besides the person, for splatting. The tests of a class share a sandbox and order for the same few people, so a
    /// second order is let through where it is not the matter of the test.
    /// </summary>
    public const string OrderBasics =
        "OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = 1; "
        + "AgreeToSubscriberAgreement = $true; AllowDuplicate = $true";

    private static readonly Lazy<string> AnyCsr = new(() =>
    {
        using var key = RSA.Create(2048);
        return MakeCsr(key);
    });

    /// <summary>What goes wrong in the sandbox; null for nothing.</summary>
    internal SandboxFaultPlan? Faults { get; init; }

    internal decimal OpeningBalance { get; init; } = new SandboxOptions().OpeningBalance;

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero));

    internal LoopbackServer Server { get; private set; } = null!;

    internal ModuleSession Session { get; } = new();

    internal string Folder { get; } = Directory.CreateTempSubdirectory("docsigning-").FullName;

    /// <summary>Apart from the other files, which a test may delete while the connection keeps the journal open.</summary>
    internal string JournalFolder { get; } = StateOfTests.NewFolder();

    /// <summary>A sound CSR with an RSA key of 2048 bits, in PEM on several lines.</summary>
    internal static string Csr => AnyCsr.Value;

    /// <summary>Everything that the server was asked to change. A price is asked for by POST, and changes nothing.</summary>
    internal IEnumerable<RecordedCall> Changes =>
        Server.Calls.Where(
            call => call.Method != "GET" && !call.PathAndQuery.EndsWith("/finance/order-pricing", StringComparison.Ordinal));

    internal IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories);

    internal static string MakeCsr(RSA key) =>
        new CertificateRequest("CN=Mira Solberg", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();

    internal static string MakeCsr(ECDsa key) =>
        new CertificateRequest("CN=Mira Solberg", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    internal static PSObject Person(
        string givenName = "Mira",
        string surname = "Solberg",
        string? email = "mira.solberg@fjordlab.example",
        string? phone = "+47 55 50 01 42",
        string? csr = null) =>
        ModuleSession.Input(
            ("GivenName", givenName),
            ("Surname", surname),
            ("Title", "Contract Manager"),
            ("OfficePhone", phone),
            ("EmailAddress", email),
            ("Enabled", true),
            ("Csr", csr));

    public async Task InitializeAsync()
    {
        Server = await LoopbackServer.StartAsync(
            new SandboxOptions
            {
                TimeProvider = Clock,
                Limits = SandboxLimits.None,
                SeedExpiringOrder = true,
                Faults = Faults,
                OpeningBalance = OpeningBalance,
            });

        // Nobody answers a confirmation in a test. A long time-out leaves room for a clock that runs much faster than the socket.
        Session.Run("$ConfirmPreference = 'None'").Clean();
        Connect(timeoutSec: 86400);
        Server.ForgetCalls();
    }

    internal void Connect(int timeoutSec) =>
        Run(
            "Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock -TimeoutSec $timeoutSec -RateLimit '100000/1' "
                + "-JournalPath $journal -Name Test",
            ("timeoutSec", timeoutSec),
            ("journal", Path.Combine(JournalFolder, "journal.db")))
            .Clean();

    /// <summary>Runs a script that knows $apiKey, $baseUri, $clock, $folder, $password, $csr and $basics as well.</summary>
    internal ScriptRun Run(string script, params (string Name, object? Value)[] variables) =>
        Session.Run(script.Replace("@BASICS@", OrderBasics, StringComparison.Ordinal),
        [
            ("apiKey", Secret.Of("sandbox")),
            ("baseUri", Server.BaseUri),
            ("clock", Clock),
            ("folder", Folder),
            ("password", Secret.Of(Password)),
            ("csr", Csr),
            .. variables,
        ]);

    /// <summary>As <see cref="Run"/>, while the clock runs on by steps until the script has ended.</summary>
    internal async Task<ScriptRun> RunAsync(TimeSpan step, string script, params (string Name, object? Value)[] variables)
    {
        Task<ScriptRun> run = Task.Run(() => Run(script, variables));
        while (await Task.WhenAny(run, Task.Delay(1)) != run)
        {
            Clock.Advance(step);
        }

        return await run;
    }

    /// <summary>
    /// Two people, Mira and Lars unless others are named, with keys in files: their $csrs, and their $orders, which are issued.
    /// </summary>
    internal void Issue(params PSObject[] team)
    {
        Fresh();
        Run(
            """
            $order = @{ @BASICS@ }
            $csrs = $team | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256
            $orders = $csrs | New-DocSigningOrder @order
            $orders | Approve-DocSigningRequest
            """,
            ("team", team.Length > 0 ? team : [Person(), Person("Lars", "Dahl", "lars.dahl@fjordlab.example")])).Clean();
        Clock.Advance(TimeSpan.FromMinutes(5));
    }

    /// <summary>Leaves no call, file or answer by hand behind for the next test of the class.</summary>
    internal SandboxSession Fresh()
    {
        Server.Answering = null;
        Server.ForgetCalls();
        Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
        return this;
    }

    public async Task DisposeAsync()
    {
        Session.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

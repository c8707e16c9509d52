using System.Management.Automation;
using System.Net;
using System.Text.RegularExpressions;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Stopping;

/// <summary>
/// Whatever ends a pipeline (Ctrl+C, a command that wants no more, -ErrorAction Stop), nothing of ours runs on behind it.
/// </summary>
public sealed class StoppingTests
{
    // The sandbox's own issued order.
    private const long Issued = 271400871;

    private const string Order =
        "New-DocSigningOrder -GivenName Mira -Surname Solberg -JobTitle Buyer -Phone '+47 55 50 01 42' -Email mira@fjordlab.example "
        + "-OrganizationId 610233"
        + " -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } -ProvisioningMethod ClientApp -Years 1 -PaymentMethod "
        + "Balance"
        + " -AgreeToSubscriberAgreement -Confirm:$false";

    private const string Plan =
        "@{ GivenName = 'Mira'; Surname = 'Solberg'; JobTitle = 'Buyer'; Phone = '+47 55 50 01 42'; Email = 'mira@fjordlab.example' } | "
        + "New-DocSigningPlan"
        + " -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } -ProvisioningMethod ClientApp "
        + "-Years 1";

    // Only against a test that hangs for ever; nothing is measured.
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    public static TheoryData<string, string> HangingCalls => new()
    {
        { "Connect-DocSigning -ApiKey $key -BaseUri $uri -Name Other", "/user/me" },
        { $"Get-DocSigningOrder {Issued}", "/order/" },
        { $"Get-DocSigningOrderStatus {Issued}", "/order/" },
        { $"Wait-DocSigningOrder {Issued} -PollIntervalSec 86400", "/order/" },
        { $"Test-DocSigningCertificate {Issued}", "/certificate/" },
        { $"Save-DocSigningCertificate {Issued} -Path $folder -Confirm:$false", "/download/" },
        { $"Install-DocSigningCertificate {Issued} -KeyReference $folder/key.pem -Confirm:$false", "/download/" },
        { "Get-DocSigningRequest", "/request" },
        { "Approve-DocSigningRequest 47300118 -Confirm:$false", "/status" },
        { Order, "/ds_org_individual" },
        { Plan, "/order/certificate" },
    };

    [Theory]
    [MemberData(nameof(HangingCalls))]
    public async Task Ctrl_C_ends_a_call_that_hangs_and_its_connection(string script, string hangingPath)
    {
        using var handler =
            new HangingHandler(NewSandbox(), request => request.RequestUri!.AbsolutePath.Contains(hangingPath, StringComparison.Ordinal));
        await using LoopbackServer server = await LoopbackServer.StartAsync(handler);
        using var session = new ModuleSession();
        Connect(session, server);
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        using PowerShell shell = session.NewShell(script, ("folder", folder));
        IAsyncResult run = shell.BeginInvoke();
        await handler.Arrived.WaitAsync(Guard);
        await Task.Run(shell.Stop).WaitAsync(Guard);

        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.True(run.IsCompleted);
        await handler.Left.WaitAsync(Guard);

        Assert.False(Directory.Exists(folder));
        Assert.DoesNotContain(
            session.Run("Get-DocSigningConnection").Clean(),
            connection => (string)connection.Properties["Name"].Value == "Other");
    }

    [Fact]
    public async Task Ctrl_C_while_an_order_is_on_its_way_tells_that_its_outcome_is_unknown()
    {
        using var handler = new HangingHandler(NewSandbox(), request => request.Method == HttpMethod.Post);
        await using LoopbackServer server = await LoopbackServer.StartAsync(handler);
        using var session = new ModuleSession();
        Connect(session, server);

        using PowerShell shell = session.NewShell(Order);
        shell.BeginInvoke();
        await handler.Arrived.WaitAsync(Guard);
        Assert.Equal("", session.Host.TakeText());
        await Task.Run(shell.Stop).WaitAsync(Guard);

        string told = session.Host.Text;

        Assert.Contains("not known whether the order for mira@fjordlab.example was placed", told, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(told, "Resume-DocSigningOrder asks CertCentral"));
        Assert.Contains("nobody should order for the person elsewhere", told, StringComparison.Ordinal);
        Assert.Single(server.Calls, call => call.Method == "POST");
    }

    [Fact]
    public async Task Ctrl_C_ends_a_wait_between_two_polls()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(NewSandbox());
        using var session = new ModuleSession();
        Connect(session, server);
        object placed = session.Run(Order).Clean()[0];

        using PowerShell shell =
            session.NewShell("$placed | Wait-DocSigningOrder -PollIntervalSec 86400 -TimeoutSec 86400 -Verbose", ("placed", placed));
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shell.Streams.Verbose.DataAdded += (_, added) =>
        {
            if (shell.Streams.Verbose[added.Index].Message.StartsWith("Order ", StringComparison.Ordinal))
            {
                told.TrySetResult();
            }
        };
        shell.BeginInvoke();
        await told.Task.WaitAsync(Guard);
        int asked = server.Calls.Count;
        await Task.Run(shell.Stop).WaitAsync(Guard);

        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Equal(asked, server.Calls.Count);
    }

    [Theory]
    [InlineData("$ids | Get-DocSigningOrder | Select-First")]
    [InlineData("foreach ($once in 1) { $ids | Get-DocSigningOrder | ForEach-Object { $_; break } }")]
    [InlineData("Get-DocSigningOrder $ids | Select-First")]
    public async Task A_command_that_wants_no_more_ends_the_calls(string script)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(NewSandbox());
        using var session = new ModuleSession();
        Connect(session, server);

        ScriptRun run = session.Run(script, ("ids", new[] { Issued, Issued, Issued }));

        Assert.Single(run.Clean());
        Assert.Single(server.Calls, call => call.PathAndQuery.Contains("/order/", StringComparison.Ordinal));
        Assert.Equal("Sandbox again", session.Run("Connect-DocSigning -Sandbox -Name 'Sandbox again' -PassThru").Clean()[0].ToString());
    }

    [Theory]
    [InlineData("Select-First")]
    [InlineData("ForEach-Object { $_; break }")]
    public async Task A_command_that_stops_reading_the_verbose_stream_ends_a_wait_of_a_day(string wantsNoMore)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(NewSandbox());
        using var session = new ModuleSession();
        Connect(session, server);
        object placed = session.Run(Order).Clean()[0];

        // What the wait shows while it sleeps comes from another thread than its own.
        using PowerShell shell = session.NewShell(
            "foreach ($once in 1) { $placed | Wait-DocSigningOrder -PollIntervalSec 86400 -TimeoutSec 86400 -Verbose 4>&1 | "
                + $"{wantsNoMore} }}",
            ("placed", placed));
        PSDataCollection<PSObject> output = await shell.InvokeAsync().WaitAsync(Guard);

        Assert.IsType<VerboseRecord>(Assert.Single(output).BaseObject);
        Assert.Empty(shell.Streams.Error);
    }

    [Fact]
    public async Task ErrorAction_Stop_ends_the_run_at_the_first_bad_input()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(NewSandbox());
        using var session = new ModuleSession();
        Connect(session, server);

        ScriptRun run = session.Run("$ids | Get-DocSigningOrder -ErrorAction Stop", ("ids", new[] { Issued, 4L, Issued, Issued }));

        Assert.Single(run.Output);
        Assert.Equal("NotFound", run.Terminating?.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(2, server.Calls.Count(call => call.PathAndQuery.Contains("/order/", StringComparison.Ordinal)));
    }

    private static SandboxHandler NewSandbox() => new(new SandboxOptions { SeedExpiringOrder = true });

    private static void Connect(ModuleSession session, LoopbackServer server)
    {
        session.Run(
            "Import-Module -Assembly $tests; Connect-DocSigning -ApiKey $key -BaseUri $uri -SkipValidation -Name Main -JournalPath "
                + "$journal",
            ("tests", typeof(SelectFirstCommand).Assembly),
            ("key", new NetworkCredential("", "sandbox").SecurePassword),
            ("uri", server.BaseUri),
            ("journal", Path.Combine(StateOfTests.NewFolder(), "journal.db"))).Clean();
    }
}

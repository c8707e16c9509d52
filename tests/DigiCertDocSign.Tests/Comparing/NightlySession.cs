using System.Collections;
using System.Globalization;
using System.Management.Automation;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Comparing;

/// <summary>
/// docs/examples/nightly.ps1, night after night, in one session. The journal, the key store and the server are those of the test; all else
/// is the script.
/// </summary>
internal sealed class NightlySession : IAsyncDisposable
{
    public const string Approve =
        "Get-DocSigningRequest -Status Pending | ForEach-Object { Approve-DocSigningRequest -RequestId $_.RequestId }";

    private const string Prepare = """
        function global:Connect-DocSigning { $global:connected = "$args" }
        function global:Disconnect-DocSigning { }
        function global:Get-Secret { $password }
        $global:PSDefaultParameterValues = @{ 'New-DocSigningCsr:KeyAlgorithm' = 'P256' }
        """;

    private const string Night = """
        $global:LASTEXITCODE = $null
        $arguments = @{
            Scope = 'Staff'; OrganizationId = 610233; Path = "$folder/nights"; People = { $staff }; ContactUserId = 880145
            PropertyMap = @{ DirectoryId = 'EmployeeID' }; IncludeLeavers = $true; AgreeToSubscriberAgreement = $true
            JournalDatabase = 'Host=db.example'
        }
        foreach ($name in $more.Keys) { $arguments[$name] = $more[$name] }
        if (-not $arguments.ContainsKey('FirstRun')) {
            $arguments.FirstRun = -not (Test-Path -LiteralPath "$($arguments.Path)/changes.csv")
        }
        & $nightly @arguments
        $LASTEXITCODE
        """;

    private static readonly string Script = Path.Combine(Repository.Root, "docs", "examples", "nightly.ps1");

    private HashSet<long> _before = [];

    private NightlySession()
    {
    }

    public SandboxSession Sandbox { get; } = new();

    /// <summary>Those that were bought here.</summary>
    public IEnumerable<SandboxOrder> Orders => Sandbox.Server.Sandbox.GetOrders().Where(order => !_before.Contains(order.Id));

    public IEnumerable<RecordedCall> Revocations =>
        Sandbox.Changes.Where(call => call.PathAndQuery.EndsWith("/revoke", StringComparison.Ordinal));

    public static async Task<NightlySession> StartAsync()
    {
        var nights = new NightlySession();
        await nights.Sandbox.InitializeAsync();
        nights.Sandbox.Run(Prepare).Clean();
        nights._before = [.. nights.Sandbox.Server.Sandbox.GetOrders().Select(order => order.Id)];
        return nights;
    }

    public static PSObject Person(string id, string surname) => ModuleSession.Input(
        ("EmployeeID", id), ("GivenName", "Kim"), ("Surname", surname), ("Title", "Buyer"), ("OfficePhone", "+47 1"),
        ("EmailAddress", $"e{id}@fjordlab.example"));

    public static void AssertSays(string sentence, string log) => Assert.True(log.Contains(sentence, StringComparison.Ordinal), log);

    public string In(params string[] names) => Path.Combine([Sandbox.Folder, "nights", .. names]);

    /// <summary>What happens by day, and the day goes by.</summary>
    public void Pass(string script, params (string Name, object? Value)[] variables)
    {
        Sandbox.Run(script, variables).Clean();
        Sandbox.Clock.Advance(TimeSpan.FromHours(23));
    }

    /// <summary>An order whose key is on a token that is not here.</summary>
    public void OrderWithKeyElsewhere(PSObject person) => Sandbox.Run(
        """
        $person | New-DocSigningCsr -KeyDirectory $folder/elsewhere -KeyPassword $password |
            Select-Object -Property * -ExcludeProperty KeyReference |
            Add-Member KeyReference 'pkcs11:token=Gone;object=e1?module-path=/nowhere/module.so' -PassThru |
            New-DocSigningOrder -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } -Years 1 `
                -PropertyMap @{ DirectoryId = 'EmployeeID' } -AgreeToSubscriberAgreement
        """,
        ("person", person)).Clean();

    /// <returns>The exit code, and what was shown.</returns>
    public Task<(int Code, string Log)> PlayAsync(params PSObject[] staff) => PlayAsync(staff, []);

    /// <param name="staff">The list.</param>
    /// <param name="more">Parameters of the script, which go before the usual ones.</param>
    /// <inheritdoc cref="PlayAsync(PSObject[])"/>
    public async Task<(int Code, string Log)> PlayAsync(PSObject[] staff, Hashtable more)
    {
        (string, object?)[] arguments = [("staff", staff), ("nightly", Script), ("more", more)];

        // A clock that runs while nothing waits is that of a machine which stands still between two lines.
        ScriptRun run = Sandbox.Server.Answering is null
            ? Sandbox.Run(Night, arguments)
            : await Sandbox.RunAsync(TimeSpan.FromSeconds(10), Night, arguments);
        return (int.Parse($"{run.Output[^1]}", CultureInfo.InvariantCulture), string.Join('\n', run.Information));
    }

    /// <summary>A night that ends with 0.</summary>
    /// <returns>What was shown.</returns>
    public async Task<string> PlayWellAsync(PSObject[] staff, string? parameter = null, object? value = null)
    {
        (int code, string log) = await PlayAsync(staff, parameter is null ? [] : new Hashtable { [parameter] = value });
        Assert.True(code == 0, log);
        return log;
    }

    public ValueTask DisposeAsync() => new(Sandbox.DisposeAsync());
}

using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Finding;

/// <summary>What each listing asks of the server is what docs/benchmarks.md says, for the sandbox's company of a hundred people.</summary>
public sealed partial class ListingCallsTests : IAsyncLifetime
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "benchmarks.md"));

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero));
    private LoopbackServer _server = null!;

    public async Task InitializeAsync() => _server = await LoopbackServer.StartAsync(
        new SandboxOptions { TimeProvider = _clock, Limits = SandboxLimits.None, SeedCompany = true });

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    /// <summary>Each cmdlet that lists something has a line, and each way to narrow the list of orders.</summary>
    [Fact]
    public void The_page_of_benchmarks_leaves_out_no_listing()
    {
        using var session = new ModuleSession();
        string[] scripts = [.. Line().Matches(Page).Select(line => line.Groups["script"].Value)];

        string[] cmdlets = [.. session.Run("Get-Command -Module DigiCertDocSign -Verb Get | ForEach-Object Name").Clean().Select(Text)];
        string[] narrowing =
        [
            .. session.Run(
                "(Get-Command Get-DocSigningOrder).ParameterSets | Where-Object Name -eq List | ForEach-Object Parameters | "
                    + "ForEach-Object Name | Where-Object { $_ -notin [Management.Automation.Cmdlet]::CommonParameters + 'Connection' }")
                .Clean().Select(Text),
        ];

        Assert.Contains("Get-DocSigningOrder", cmdlets);
        Assert.Contains("Search", narrowing);
        Assert.All(cmdlets, name => Assert.Contains(scripts, script => Regex.IsMatch(script, $"{name}(?![A-Za-z])")));
        Assert.All(
            narrowing,
            name => Assert.Contains(scripts, script => Regex.IsMatch(script, $"^Get-DocSigningOrder [^|]*-{name}(?![A-Za-z])")));
    }

    [Fact]
    public void Each_listing_takes_as_many_calls_as_the_page_of_benchmarks_says()
    {
        var told = new List<string>();
        var counted = new List<string>();
        foreach (Match line in Line().Matches(Page))
        {
            // Each in a session and with a journal of its own, so that nothing is known from the one before.
            using var session = new ModuleSession();
            string folder = StateOfTests.NewFolder();
            session.Run(
                "$ConfirmPreference = 'None'; Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
                    + "-RateLimit '100000/1' -JournalPath $journal",
                ("apiKey", Secret.Of("sandbox")),
                ("baseUri", _server.BaseUri),
                ("clock", _clock),
                ("journal", Path.Combine(folder, "journal.db")))
                .Clean();
            _server.ForgetCalls();

            // A pipe would end the cell of a table.
            string script = line.Groups["script"].Value.Replace("\\|", "|", StringComparison.Ordinal);
            int rows = session.Run(script).Clean().Count;

            told.Add($"{script} | {line.Groups["rows"].Value} | {line.Groups["calls"].Value}");
            counted.Add(string.Create(CultureInfo.InvariantCulture, $"{script} | {rows} | {_server.Calls.Count}"));
        }

        Assert.Equal(string.Join('\n', told), string.Join('\n', counted));
    }

    private static string Text(PSObject name) => name.ToString();

    [GeneratedRegex(@"^\| `(?<script>[^`]+DocSigning[^`]+)` \| (?<rows>\d+) \| (?<calls>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Line();
}

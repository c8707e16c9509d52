using System.Globalization;
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

    [Fact]
    public void Each_listing_takes_as_many_calls_as_the_page_of_benchmarks_says()
    {
        Match[] lines = [.. Line().Matches(Page).Cast<Match>()];
        Assert.True(lines.Length > 10);
        foreach (Match line in lines)
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

            Assert.Equal(
                $"{script} {line.Groups["rows"].Value} {line.Groups["calls"].Value}",
                string.Create(CultureInfo.InvariantCulture, $"{script} {rows} {_server.Calls.Count}"));
        }
    }

    [GeneratedRegex(@"^\| `(?<script>[^`]+DocSigning[^`]+)` \| (?<rows>\d+) \| (?<calls>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Line();
}

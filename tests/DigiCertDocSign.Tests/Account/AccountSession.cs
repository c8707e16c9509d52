using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Account;

/// <summary>A session that is connected to an account whose habits a test chooses, over a real socket.</summary>
internal sealed class AccountSession : IAsyncDisposable
{
    private readonly ModuleSession _session = new();

    private AccountSession(LoopbackServer server) => Server = server;

    public static FakeTimeProvider NewClock() => new(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero));

    public LoopbackServer Server { get; }

    /// <summary>Method, path and query of each call since the connection was made.</summary>
    public IEnumerable<string> Calls =>
        Server.Calls.Select(call => $"{call.Method} {call.PathAndQuery["/services/v2/".Length..].Split("?limit")[0].Split("&limit")[0]}");

    public static async Task<AccountSession> StartAsync(SandboxOptions options, string? journal = null, TimeProvider? local = null)
    {
        var account = new AccountSession(await LoopbackServer.StartAsync(options));
        account._session.Run(
            "Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock -TimeoutSec 86400 -RateLimit '100000/1' "
                + "-JournalPath $journal",
            ("apiKey", Secret.Of("sandbox")),
            ("baseUri", account.Server.BaseUri),
            ("clock", local ?? options.TimeProvider),
            ("journal", journal ?? Path.Combine(StateOfTests.NewFolder(), "journal.db")))
            .Clean();
        account.Server.ForgetCalls();
        return account;
    }

    public static Task<AccountSession> StartAsync(SandboxHabits? habits = null) => StartAsync(
        new SandboxOptions { TimeProvider = NewClock(), Limits = SandboxLimits.None, Habits = habits ?? new SandboxHabits() });

    /// <summary>What was written to the host since it was asked last.</summary>
    public string HostText() => _session.Host.TakeText();

    public ScriptRun Run(string script, params (string Name, object? Value)[] variables) => _session.Run(script, variables);

    /// <summary>The output as text, one line for each object.</summary>
    public string[] Lines(string script, params (string Name, object? Value)[] variables) =>
        [.. Run(script, variables).Clean().Select(line => line?.ToString() ?? "")];

    /// <summary>What the prompt offers at the end of a line.</summary>
    public string[] Offers(string line) =>
        Lines("(TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText", ("line", line));

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await Server.DisposeAsync();
    }
}
